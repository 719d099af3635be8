// Start it again and again, stop it how you like: each step is done once.
import {
  JobDefinition,
  MemoryJobResult,
  SessionManager,
  SessionStorageRepository,
} from '@plainbox/session';

const steps = ['find', 'copy', 'verify'];
const units = steps.map((id) => new JobDefinition({ id, plugin: 'shell', command: `./${id}` }));
const repo = new SessionStorageRepository(process.argv[2]);

const session = await SessionManager.openSession('latest', { units, repo }).catch((error) => {
  if (error.code !== 'SESSION_NOT_FOUND') throw error;
  return SessionManager.createSession({ units, repo });
});
session.state.updateDesiredJobs(steps);
for (const { id } of session.state.runList) {
  if (session.state.jobs.get(id).result.outcome !== null) continue;
  console.log(`doing ${id}`);
  session.state.updateJobResult(id, new MemoryJobResult({ outcome: 'pass' }));
  await session.checkpoint(); // on disk from here on
  if (id === process.argv[3]) process.kill(process.pid, 'SIGKILL');
}
await session.close();
