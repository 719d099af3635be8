import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { expect, test } from 'vitest';
import { CorruptedSessionError, createCodec, PLAINBOX_FORMATS } from '../../src/index.js';

const job = new JobDefinition({ id: 'a', plugin: 'shell', command: 'true' });

/** A session with the results fail and pass, whose metadata name rejected jobs whether the version has them or not. */
function withRejectedJobs(version: number, rejected: unknown): Buffer {
  const state = new SessionState([job]);
  state.updateDesiredJobs([job]);
  state.updateJobResult('a', new MemoryJobResult({ outcome: 'fail' }));
  if (version > 3) state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
  const format = PLAINBOX_FORMATS[version - 1];
  if (format === undefined) throw new Error(`no format ${version}`);
  const bytes = createCodec({ format, envelope: [] }).suspendSync(state);
  const document = JSON.parse(Buffer.from(bytes).toString()) as {
    session: { metadata: { rejected_jobs?: unknown } };
  };
  document.session.metadata.rejected_jobs = rejected;
  return Buffer.from(JSON.stringify(document));
}

function resume(version: number, rejected: unknown): SessionState {
  const snapshot = withRejectedJobs(version, rejected);
  return createCodec().resumeSync({ snapshot, deltas: [] }, [job]);
}

function history(state: SessionState): unknown[] {
  return state.jobs.get('a')?.resultHistory.map(({ outcome }) => outcome) ?? [];
}

test.each([4, 5, 6, 11])(
  'version %i replays the results of a rejected job once more',
  (version) => {
    expect(history(resume(version, ['a']))).toEqual(['fail', 'pass', 'fail', 'pass']);
    expect(history(resume(version, []))).toEqual(['fail', 'pass']);
  },
);

test.each([1, 2, 3, 4, 5])(
  'version %i keeps no rejected jobs, but refuses unknown ones',
  (version) => {
    expect(resume(version, ['a']).metadata.rejectedJobs).toEqual([]);
    expect(() => resume(version, ['nope'])).toThrow(CorruptedSessionError);
    expect(() => resume(version, [null])).toThrow(CorruptedSessionError);
  },
);
