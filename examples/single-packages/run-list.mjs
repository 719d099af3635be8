// @plainbox/state alone: what may run now, and why the rest may not. No files, no processes.
import assert from 'node:assert/strict';
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';

const state = new SessionState([
  new JobDefinition({ id: 'test', plugin: 'shell', command: 'npm test', depends: 'build' }),
  new JobDefinition({ id: 'build', plugin: 'shell', command: 'npm run build' }),
]);
state.updateDesiredJobs(['test']);
assert.deepEqual(
  state.runList.map(({ id }) => id),
  ['build', 'test'],
);
assert.equal(state.jobs.get('test').canStart, false);

state.updateJobResult('build', new MemoryJobResult({ outcome: 'pass' }));
assert.equal(state.jobs.get('test').canStart, true);
console.log('run list: build, test; "test" can start once "build" has passed');
