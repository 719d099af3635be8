import { DiskJobResult, JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import {
  createCodec,
  defineSection,
  extendFormat,
  formatV11,
  PLAINBOX_FORMATS,
} from '../src/index.js';
import { anyJson } from './any-schema.js';

const jobs = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const codec = createCodec();

async function again(state: SessionState, units = jobs): Promise<SessionState> {
  return codec.resume({ snapshot: await codec.suspend(state) }, units);
}

describe('what is written can be read again', () => {
  test('with rejected jobs that the session does not have, or no longer: plainbox refuses those', async () => {
    const state = new SessionState(jobs);
    state.updateMetadata({ rejectedJobs: ['typo', 'b'] });
    expect((await again(state)).metadata.rejectedJobs).toEqual(['b']);

    const tracker = state.trackChanges();
    const snapshot = await codec.suspend(state);
    state.removeUnit(jobs[1] as JobDefinition);
    const gone = codec.suspendChanges(tracker.take(), { state });
    const resumed = await codec.resume({ snapshot, deltas: [gone] }, jobs.slice(0, 1));
    expect(resumed.metadata.rejectedJobs).toEqual([]);

    state.addUnit(jobs[1] as JobDefinition);
    const back = codec.suspendChanges(tracker.take(), { state });
    const whole = await codec.resume({ snapshot, deltas: [gone, back] }, jobs);
    expect(whole.metadata.rejectedJobs).toEqual(['b']);
  });

  test('with a rejected job that is set aside, which is still rejected when it comes back', async () => {
    const state = new SessionState(jobs);
    state.updateMetadata({ rejectedJobs: ['a'] });
    const snapshot = await codec.suspend(state);
    const left = await codec.resume({ snapshot }, jobs.slice(1), { setGoneJobsAside: true });
    expect((await again(left)).metadata.rejectedJobs).toEqual(['a']);
  });

  test('with a result in a file that has no name: it comes back as one without a log', async () => {
    const state = new SessionState(jobs);
    state.updateJobResult('a', new DiskJobResult({ outcome: 'pass', ioLogFilename: null }));
    const result = (await again(state)).jobs.get('a')?.result;
    expect(result).toMatchObject({ outcome: 'pass', ioLogFilename: null, ioLog: [] });
  });

  test.each([
    ['with holes', () => new Array(3)],
    ['of a class', () => Object.create({ inherited: true })],
    ['of a class without a name', () => Object.create(Object.create(null))],
  ])('data of a section %s is refused when it is written', async (_, value) => {
    const section = defineSection({
      name: 'com.acme.slots',
      version: 1,
      schema: anyJson,
      suspend: () => ({ slots: value() }),
      resume: () => undefined,
    });
    const own = createCodec({ format: extendFormat(formatV11, { sections: [section] }) });
    await expect(own.suspend(new SessionState(jobs))).rejects.toMatchObject({
      code: 'UNREPRESENTABLE',
    });
  });
});

describe('what collectors in JavaScript found out', () => {
  const found = (payload: unknown, others = {}): SessionState => {
    const entry = { toolVersion: '1', success: true, outputs: { payload, stderr: '' }, ...others };
    const state = new SessionState(jobs);
    state.updateSystemInformation(new Map([['inxi', entry as never]]));
    return state;
  };

  test('may be plain objects', async () => {
    const { systemInformation } = await again(found({ cpu: [{ cores: 2 }] }));
    const payload = new Map([['cpu', [new Map([['cores', 2]])]]]);
    expect(systemInformation.get('inxi')).toMatchObject({ outputs: { payload } });
  });

  const failed = (returnCode: unknown) => ({
    success: false,
    outputs: { stdout: '', stderr: '', returnCode },
  });
  test.for<[string, SessionState]>([
    ['nothing', found(undefined)],
    ['a date', found(new Date(0))],
    ['a function', found(() => 1)],
    ['without a version', found(1, { toolVersion: undefined })],
    ['without the errors of the tool', found(1, { outputs: { payload: 1 } })],
    ['without a return code', found(1, failed(undefined))],
    ['with half a return code', found(1, failed(0.5))],
  ])('is refused where it is %s, as it could not be read again', async ([, state]) => {
    await expect(codec.suspend(state)).rejects.toMatchObject({ code: 'UNREPRESENTABLE' });
  });
});

test('a log record from before its job is refused by the session, as no checkpoint could hold it', () => {
  const state = new SessionState(jobs);
  const data = new Uint8Array();
  const early = new MemoryJobResult({ ioLog: [{ delay: -1e-9, stream: 'stdout', data }] });
  expect(() => state.updateJobResult('a', early)).toThrow(
    expect.objectContaining({ code: 'BAD_RESULT' }),
  );
});

test('a job that was mandatory when it was set aside is so when it comes back', async () => {
  const state = new SessionState(jobs);
  state.updateMandatoryJobs(['a']);
  state.updateDesiredJobs(['b']);
  const snapshot = await codec.suspend(state);
  const left = await codec.resume({ snapshot }, jobs.slice(1), { setGoneJobsAside: true });
  const back = await again(left);
  expect(back.mandatoryJobs.map(({ id }) => id)).toEqual(['a']);
  back.updateDesiredJobs(['b']);
  expect(back.runList.map(({ id }) => id)).toEqual(['a', 'b']);
});

test.each([1, 5])('deltas behind version %i tell which jobs are mandatory', async (version) => {
  const format = PLAINBOX_FORMATS[version - 1];
  const old = createCodec(format && { format });
  const state = new SessionState(jobs);
  state.updateDesiredJobs(jobs);
  for (const { id } of jobs) state.updateJobResult(id, new MemoryJobResult({ outcome: 'pass' }));
  const snapshot = await old.suspend(state);
  const resumed = await codec.resume({ snapshot }, jobs);
  const tracker = resumed.trackChanges();
  resumed.updateMandatoryJobs(['b']);
  resumed.updateDesiredJobs(['a']);
  const deltas = [codec.suspendChanges(tracker.take(), { state: resumed })];
  const folded = await codec.fold({ snapshot, deltas });
  for (const checkpoint of [{ snapshot, deltas }, { snapshot: folded }]) {
    const { mandatoryJobs } = await codec.resume(checkpoint, jobs);
    expect(mandatoryJobs.map(({ id }) => id)).toEqual(['b']);
  }
});
