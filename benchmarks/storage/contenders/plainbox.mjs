// What a user calls: a session in a folder, one result changed, a checkpoint.
import { SessionManager } from '@plainbox/manager';
import { SessionStorageRepository } from '@plainbox/storage';
import { makeResult, makeUnits } from '../../harness/session.mjs';

/** Made beforehand: what a result costs is the caller's. */
const RESULTS = 1024;

export async function prepare({ folder, size, sync = false }) {
  const { session, change } = await savedSession(folder, size);
  return {
    before: change,
    run: sync ? () => void session.checkpointSync() : () => session.checkpoint(),
    close: () => session.close(),
  };
}

/** A new session with a result for each job, saved; and what changes one result more. */
export async function savedSession(folder, size) {
  const units = makeUnits(size);
  const repo = new SessionStorageRepository(folder);
  const session = await SessionManager.createSession({ units, repo });
  const { state } = session;
  state.updateDesiredJobs(units);
  for (const [index, { id }] of units.entries()) state.updateJobResult(id, makeResult(index));
  await session.checkpoint();
  const results = Array.from({ length: RESULTS }, (_, index) => makeResult(size + index));
  let next = 0;
  const change = () => {
    const { id } = units[(next * 7919) % size];
    next += 1;
    state.updateJobResult(id, results[next % RESULTS]);
  };
  return { session, units, change };
}
