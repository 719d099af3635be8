import { createCodec } from '@plainbox/codecs';
import { type ChangedJobPolicy, SessionManager } from '@plainbox/manager';
import type { SessionStorage, StoredCheckpoint } from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation, Subject } from '../invocation.js';
import { type RecordedJobFiles, recordedJobFiles } from './job-files.js';
import { loadJobFiles } from './load-job-files.js';

export interface ReopenOptions {
  /** Job files to use instead of those that the session names. */
  readonly units?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
  /** What becomes of jobs whose definition changed. With all but `fail` jobs that are gone are set aside. */
  readonly onChanged?: ChangedJobPolicy;
  /** Flags of the resume, as plainbox names them. */
  readonly flags?: readonly string[] | undefined;
  /** What is stored, if it was loaded already: a large session is read once. */
  readonly stored?: StoredCheckpoint | undefined;
}

/**
 * Loads a session together with its jobs: from the files that the session itself names, or from
 * others. The manager owns the storage from then on.
 */
export async function reopenSession(
  storage: SessionStorage,
  { cwd, subject }: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions = {},
): Promise<SessionManager> {
  const stored = options.stored ?? (await storage.load());
  if (options.units !== undefined) {
    const { namespace } = options;
    const named = namespace === undefined ? [] : ['--namespace', namespace];
    subject.units = ['--units', ...options.units, ...named];
  }
  const { jobFiles, namespace } =
    options.units === undefined
      ? await jobFilesOf(storage, stored)
      : { jobFiles: options.units, namespace: options.namespace };
  const { units } = await loadJobFiles(jobFiles, cwd, namespace).catch((error) => {
    throw options.units === undefined ? movedAway(error, subject) : error;
  });
  const { onChanged, flags } = options;
  return SessionManager.loadSession(units, storage, {
    stored,
    onGoneJob: onChanged === undefined || onChanged === 'fail' ? 'fail' : 'setAside',
    ...(onChanged === undefined ? {} : { onChangedJob: onChanged }),
    ...(flags === undefined ? {} : { flags }),
  });
}

async function jobFilesOf(
  storage: SessionStorage,
  stored: StoredCheckpoint | undefined,
): Promise<RecordedJobFiles> {
  const peeked = stored && (await createCodec().peek(stored, { sessionId: storage.id }));
  const recorded = peeked && recordedJobFiles(peeked.metadata);
  if (recorded === undefined) {
    throw new CliError(
      'NO_JOB_FILES_RECORDED',
      `session ${storage.id} does not say which files its jobs are in: it was made by another program`,
      { advice: 'name the files of its jobs: --units FILE…' },
    );
  }
  return recorded;
}

/** Nobody has typed the path: the session names it. */
function movedAway(error: unknown, { sessionToWrite }: Subject): unknown {
  if (!(error instanceof CliError) || error.code !== 'JOB_FILE_NOT_FOUND') return error;
  return new CliError('JOB_FILE_NOT_FOUND', error.message, {
    advice: 'the session was made with it: put it back, or say where it is now',
    command: ['resume', ...sessionToWrite, '--units', 'FILE'],
  });
}
