import type { JobDifferences, ResumeContext } from '@plainbox/codecs';
import { SessionState, type Unit } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';
import { noteBase } from './checkpoint-base.js';
import { SessionIoLogs } from './io-logs/session-io-logs.js';
import { type JobChanges, NO_JOB_CHANGES } from './job-changes/job-changes.js';
import { judgeChangedJobs } from './job-changes/judge-changed-jobs.js';
import type { LoadSessionOptions, SessionManagerOptions } from './options.js';
import { defaultCodec } from './session-data.js';
import { sessionDirectory } from './session-directory.js';

/** A state as it was stored, and what is otherwise with its jobs than it was. */
export interface LoadedState {
  readonly state: SessionState;
  readonly changes: JobChanges;
}

/** A state that was never saved. */
export function freshState(
  units: Iterable<Unit>,
  storage: SessionStorage,
  { logFolders }: SessionManagerOptions,
): SessionState {
  const logs = new SessionIoLogs(storage.location, logFolders);
  return new SessionState(units, { readIoLog: (path) => logs.read(path) });
}

/** Reads the state that is stored; a fresh one if none is. Writes nothing. */
export async function loadState(
  units: Iterable<Unit>,
  storage: SessionStorage,
  options: LoadSessionOptions,
): Promise<LoadedState> {
  const stored = await storage.load();
  if (!stored) return { state: freshState(units, storage, options), changes: NO_JOB_CHANGES };

  const { codec = defaultCodec(), flags, earlyCallback } = options;
  let differences: JobDifferences | undefined;
  const state = await codec.resume(stored, units, {
    ...resumeContext(storage, options),
    onJobDifferences: (found) => {
      differences = found;
    },
  });
  const { changed = [], ...others } = differences ?? NO_JOB_CHANGES;
  const policy = options.onChangedJob ?? 'keep'; // Without a policy the codec has refused them already.
  const changes = { ...others, changed: await judgeChangedJobs(changed, state, policy) };
  // Where the state may be another than what is stored no delta can go on from there.
  const isAsStored =
    flags === undefined &&
    earlyCallback === undefined &&
    changes.changed.length + changes.gone.length + changes.returned.length === 0;
  if (isAsStored) noteBase(state, { storage, snapshotSequence: stored.snapshotSequence });
  return { state, changes };
}

function resumeContext(storage: SessionStorage, options: LoadSessionOptions): ResumeContext {
  const { earlyCallback, flags = [], logFolders, onChangedJob = 'fail' } = options;
  const mayChange = onChangedJob !== 'fail';
  return {
    location: sessionDirectory(storage) && storage.location,
    sessionId: storage.id,
    ioLogs: new SessionIoLogs(storage.location, logFolders),
    earlyCallback,
    flags: mayChange ? [...flags, 'ignore-job-checksums'] : flags,
    setGoneJobsAside: options.onGoneJob === 'setAside',
    logFolders,
  };
}
