// Repositories for the command to look at: many small sessions, none, and a large one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionManager } from '@plainbox/manager';
import { SessionStorageRepository } from '@plainbox/storage';
import { makeResult, makeUnits } from '../harness/session.mjs';

const SMALL = 10;

/**
 * @param {object} sizes
 * @param {number} sizes.sessions  how many small sessions
 * @param {number} sizes.jobs  in the large one, each with a result
 */
export async function makePlaces({ sessions, jobs }) {
  const folder = await mkdtemp(join(tmpdir(), 'plainbox-bench-cli-'));
  const place = (name) => join(folder, name);
  for (let each = 0; each < sessions; each++) await makeSession(place('many'), SMALL);
  await makeSession(place('large'), jobs, place('jobs.pxu'));
  return {
    none: place('none'),
    many: place('many'),
    large: place('large'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** As `plainbox run` leaves it: with its job file, and closed. */
async function makeSession(store, size, jobFile) {
  const units = makeUnits(size);
  const repo = new SessionStorageRepository(store);
  const manager = await SessionManager.createSession({ units, repo, appId: 'plainbox-cli' });
  const { state } = manager;
  if (jobFile !== undefined) {
    await writeFile(jobFile, units.map(recordOf).join('\n'));
    const appBlob = new TextEncoder().encode(JSON.stringify({ jobFiles: [jobFile] }));
    state.updateMetadata({ appBlob });
  }
  state.updateDesiredJobs(units);
  for (const [index, { id }] of units.entries()) state.updateJobResult(id, makeResult(index));
  await manager.checkpoint();
  await manager.close();
  await repo.close();
}

function recordOf({ fields }) {
  return [...fields].map(([name, value]) => `${name}: ${value}\n`).join('');
}
