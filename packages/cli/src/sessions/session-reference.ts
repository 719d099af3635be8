import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { SessionId, SessionStorageRepository, StorageInfo } from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { openRepository, storeWords } from './repository.js';

/** A session that was named on the command line: found, not yet opened. */
export interface FoundSession {
  readonly repository: SessionStorageRepository;
  readonly id: SessionId;
}

const EXTENSION = '.session';
const LATEST = /^latest(?:~(\d+))?$/;
const MAX_CANDIDATES = 10;

/**
 * Finds the session that a word names: a path to its folder, `latest`, `latest~1` (the one before),
 * its id, or the beginning of its id where no other begins so.
 */
export async function findSession(
  invocation: Pick<Invocation, 'cwd' | 'env'>,
  reference: string,
  store: string | undefined,
): Promise<FoundSession> {
  const folder = resolve(invocation.cwd, reference);
  if (looksLikePath(reference) && (await isFolder(folder))) {
    return {
      repository: openRepository(invocation, dirname(folder)),
      id: basename(folder, EXTENSION),
    };
  }
  const repository = openRepository(invocation, store);
  return { repository, id: await findId(repository, reference, storeWords(store)) };
}

async function findId(
  repository: SessionStorageRepository,
  reference: string,
  store: readonly string[],
): Promise<SessionId> {
  const sessions: StorageInfo[] = [];
  for await (const session of repository.list()) sessions.push(session);
  const latest = LATEST.exec(reference);
  if (latest !== null) return nthLatest(repository, sessions, Number(latest[1] ?? 0), store);

  const wanted = reference.endsWith(EXTENSION) ? basename(reference, EXTENSION) : reference;
  const ids = sessions.map(({ id }) => id);
  if (ids.includes(wanted)) return wanted;
  const candidates = ids.filter((id) => id.startsWith(wanted));
  const [only] = candidates;
  if (only === undefined) {
    throw new CliError(
      'SESSION_NOT_FOUND',
      `no session in ${repository.location} is called '${reference}' or begins so`,
      { command: ['ls', ...store] },
    );
  }
  if (candidates.length > 1) {
    throw new CliError('AMBIGUOUS_SESSION', `'${reference}' begins the ids of several sessions`, {
      details: candidates.slice(0, MAX_CANDIDATES),
      advice: 'give more of the id',
    });
  }
  return only;
}

function nthLatest(
  repository: SessionStorageRepository,
  sessions: readonly StorageInfo[],
  back: number,
  store: readonly string[],
): SessionId {
  if (sessions.length === 0) {
    throw new CliError('NO_SESSION', `there is no session in ${repository.location}`, {
      command: ['run', 'FILE.pxu', ...store],
    });
  }
  const session = sessions[back];
  if (session === undefined) {
    throw new CliError(
      'SESSION_NOT_FOUND',
      `latest~${back} goes back too far: there are ${sessions.length} sessions in ${repository.location}`,
      { command: ['ls', ...store] },
    );
  }
  return session.id;
}

function looksLikePath(reference: string): boolean {
  return reference.includes('/') || reference.endsWith(EXTENSION);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
