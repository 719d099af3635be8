import { expect, test } from 'vitest';
import { JobDefinition, MemoryJobResult, SessionState } from '../src/index.js';

function job(id: string, fields: Record<string, string> = {}): JobDefinition {
  return new JobDefinition({ id, plugin: 'shell', command: 'true', ...fields });
}

test('a fresh session desires nothing, so that every job is undesired', () => {
  const state = new SessionState([job('a'), job('b')]);
  expect([...state.jobs.keys()]).toEqual(['a', 'b']);
  expect(state.desiredJobs).toEqual([]);
  expect(state.runList).toEqual([]);
  for (const { readinessInhibitors } of state.jobs.values()) {
    expect(readinessInhibitors.map(({ cause }) => cause)).toEqual(['UNDESIRED']);
  }
});

test('a job waits for what it depends on until that has passed', () => {
  const state = new SessionState([job('x', { depends: 'y' }), job('y')]);
  state.updateDesiredJobs(['x']);
  expect(state.runList.map(({ id }) => id)).toEqual(['y', 'x']);
  const causes = () => state.jobs.get('x')?.readinessInhibitors.map(({ cause }) => cause);
  expect(causes()).toEqual(['PENDING_DEP']);
  state.updateJobResult('y', new MemoryJobResult({ outcome: 'fail' }));
  expect(causes()).toEqual(['FAILED_DEP']);
  state.updateJobResult('y', new MemoryJobResult({ outcome: 'pass' }));
  expect(causes()).toEqual([]);
  expect(state.jobs.get('x')?.canStart).toBe(true);
});
