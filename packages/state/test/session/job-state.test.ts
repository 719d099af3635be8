import { describe, expect, test } from 'vitest';
import {
  DiskJobResult,
  type JobState,
  MemoryJobResult,
  type MemoryJobResultFields,
  SessionState,
} from '../../src/index.js';
import { job, result } from '../sessions.js';

function stateOf(state: SessionState, id: string): JobState {
  const found = state.jobs.get(id);
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
}

describe('the history of a job', () => {
  test('begins empty: the hollow result of a job that has not run does not count', () => {
    const { result, resultHistory } = stateOf(new SessionState([job('a')]), 'a');
    expect(result.isHollow).toBe(true);
    expect(resultHistory).toEqual([]);
  });

  test('holds every result that said something new, oldest first', () => {
    const state = new SessionState([job('a')]);
    const results = [result('fail'), result('pass'), result('fail')];
    for (const each of results) state.updateJobResult('a', each);
    expect(stateOf(state, 'a').resultHistory).toEqual(results);
    expect(stateOf(state, 'a').result).toBe(results[2]);
  });

  test('ignores a result that equals the current one, which stays', () => {
    const state = new SessionState([job('a')]);
    const first = result('pass');
    state.updateJobResult('a', first);
    state.updateJobResult('a', result('pass'));
    expect(stateOf(state, 'a').resultHistory).toEqual([first]);
    expect(stateOf(state, 'a').result).toBe(first);
  });

  test('leaves out a hollow result, which becomes the current one all the same', () => {
    const state = new SessionState([job('a')]);
    state.updateJobResult('a', result('pass'));
    state.updateJobResult('a', new MemoryJobResult());
    expect(stateOf(state, 'a').result.isHollow).toBe(true);
    expect(stateOf(state, 'a').resultHistory).toHaveLength(1);
    state.updateJobResult('a', result('pass'));
    expect(stateOf(state, 'a').resultHistory).toHaveLength(2);
  });
});

describe('overrides of a job', () => {
  const own = { category_id: 'audio', 'certification-status': 'blocker', 'auto-retry': 'no' };

  test('replace its own fields one by one, which are read through until then', () => {
    const jobState = stateOf(new SessionState([job('a', own, 'ns')]), 'ns::a');
    const effective = () => [
      jobState.effectiveCategoryId,
      jobState.effectiveCertificationStatus,
      jobState.effectiveAutoRetry,
    ];
    expect(effective()).toEqual(['ns::audio', 'blocker', 'no']);
    jobState.applyOverrides({ certificationStatus: 'non-blocker' });
    expect(effective()).toEqual(['ns::audio', 'non-blocker', 'no']);
    jobState.applyOverrides({ categoryId: 'x', autoRetry: 'unspecified' });
    expect(effective()).toEqual(['x', 'non-blocker', 'unspecified']);
  });

  test('are refused for other fields, and for what is no text', () => {
    const jobState = stateOf(new SessionState([job('a')]), 'a');
    const refused = expect.objectContaining({ code: 'BAD_OVERRIDE' });
    expect(() => jobState.applyOverrides({ command: 'x' } as never)).toThrow(refused);
    expect(() => jobState.applyOverrides({ categoryId: 1 } as never)).toThrow(refused);
  });
});

describe('a job', () => {
  test('can start only while attempts are left, which its description does not mention', () => {
    const state = new SessionState([job('a')]);
    state.updateDesiredJobs(['a']);
    const jobState = stateOf(state, 'a');
    expect(jobState.attempts).toBe(3);
    expect(jobState.canStart).toBe(true);
    jobState.attempts = 0;
    expect(jobState.canStart).toBe(false);
    expect(jobState.readinessDescription).toBe('the job can start');
  });

  test('is not inhibited by its own result', () => {
    const state = new SessionState([job('a')]);
    state.updateDesiredJobs(['a']);
    state.updateJobResult('a', result('fail'));
    expect(stateOf(state, 'a').canStart).toBe(true);
  });
});

describe('a result', () => {
  test.each([
    { outcome: 'weird' },
    { outcome: 3 },
    { outcome: 'pass', executionDuration: '3' },
    { outcome: 'pass', returnCode: 1.5 },
    { outcome: 'pass', comments: 5 },
    { ioLog: 'text' },
    { ioLog: {} },
    { ioLog: [null] },
    { ioLog: [{ stream: 'stdout', data: Uint8Array.of() }] },
    { ioLog: [{ delay: 0, stream: 'console', data: Uint8Array.of() }] },
    { ioLog: [{ delay: 0, stream: 'stdout', data: 'text' }] },
    { ioLog: [{ delay: 0, stream: 'stdout' }] },
  ])('that no checkpoint could hold is refused: %j', (fields) => {
    const state = new SessionState([job('a')]);
    const given = new MemoryJobResult(fields as MemoryJobResultFields);
    const refused = expect.objectContaining({ code: 'BAD_RESULT' });
    expect(() => state.updateJobResult('a', given)).toThrow(refused);
    expect(state.jobs.get('a')?.resultHistory).toEqual([]);
  });

  test('is refused too where its file has a name that is no text', () => {
    const state = new SessionState([job('a')]);
    const given = new DiskJobResult({ outcome: 'pass', ioLogFilename: 5 as never });
    const refused = expect.objectContaining({ code: 'BAD_RESULT' });
    expect(() => state.updateJobResult('a', given)).toThrow(refused);
  });

  test.each([undefined, null, {}, { outcome: 'pass' }])(
    'is an object of its class, and not %j',
    (given) => {
      const state = new SessionState([job('a')]);
      expect(() => state.updateJobResult('a', given as unknown as MemoryJobResult)).toThrow(
        expect.objectContaining({ code: 'BAD_RESULT' }),
      );
    },
  );
});
