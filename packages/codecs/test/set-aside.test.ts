import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { expect, test } from 'vitest';
import { createCodec } from '../src/index.js';

const codec = createCodec();

/** So many that looking each up among all others would take minutes. */
const MANY = 40_000;

function manyJobs(): JobDefinition[] {
  return Array.from(
    { length: MANY },
    (_, number) => new JobDefinition({ id: `job-${number}`, plugin: 'shell', command: 'true' }),
  );
}

test('of a session whose jobs are all gone but one, the others are set aside and come back with their results', async () => {
  const jobs = manyJobs();
  const state = new SessionState(jobs);
  state.updateDesiredJobs(jobs);
  for (const { id } of jobs) state.updateJobResult(id, new MemoryJobResult({ outcome: 'pass' }));
  const context = { setGoneJobsAside: true };

  const left = await codec.resume(
    { snapshot: codec.suspendSync(state) },
    jobs.slice(7, 8),
    context,
  );
  expect(left.jobs.size).toBe(1);
  expect(left.jobs.get('job-7')?.result.outcome).toBe('pass');

  const back = await codec.resume({ snapshot: codec.suspendSync(left) }, jobs, context);
  expect(back.jobs.size).toBe(MANY);
  expect([...back.jobs.values()].every(({ result }) => result.outcome === 'pass')).toBe(true);
});
