/**
 * A session that outgrows its snapshot: `long-session PLACE COUNT`. Each of so many checkpoints adds a result to the
 * same job; prints the id of the session, and then each number as soon as it is acknowledged. Then it waits for the end
 * of its input, and closes nothing.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import {
  JobDefinition,
  MemoryJobResult,
  SessionManager,
  SessionStorageRepository,
} from './built-manager.js';

const [place = '', count = ''] = process.argv.slice(2);
const job = new JobDefinition({ id: 'job', plugin: 'shell', command: 'true' });
const repo = new SessionStorageRepository(place);
const manager = await SessionManager.createSession({ units: [job], repo });
manager.state.updateDesiredJobs([job]);
await manager.checkpoint();
writeSync(1, `${manager.storage.id}\n`);
for (let at = 1; at <= Number(count); at += 1) {
  // Enough to outgrow the snapshot, and then as fast as it can.
  const comments = at <= 40 ? randomBytes(100_000).toString('base64') : `${at}`;
  const result = { outcome: 'fail', comments } as const;
  manager.state.updateJobResult('job', new MemoryJobResult(result));
  await manager.checkpoint();
  writeSync(1, `${at}\n`);
}
for await (const _ of process.stdin);
