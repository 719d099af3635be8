// A program that writes a session about two devices, checkpoint by checkpoint, until it is killed.
import { SessionManager } from '@plainbox/manager';
import {
  JobDefinition,
  MemoryJobResult,
  SessionDeviceContext,
  SessionState,
} from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';

const [folder = '', ...ids] = process.argv.slice(2);
const units = ids.map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const repo = new SessionStorageRepository(folder);
const manager = await SessionManager.createSession({ units, repo });
const phone = manager.addDeviceContext(
  new SessionDeviceContext(new SessionState(units), { device: 'phone' }),
);
for (const { state } of manager.deviceContexts) state.updateDesiredJobs(units);
for (const id of ids) {
  manager.state.updateJobResult(id, new MemoryJobResult({ outcome: 'pass' }));
  await manager.checkpoint();
  console.log(`here ${id}`);
  phone.state.updateJobResult(id, new MemoryJobResult({ outcome: 'fail' }));
  await manager.checkpoint();
  console.log(`phone ${id}`);
}
