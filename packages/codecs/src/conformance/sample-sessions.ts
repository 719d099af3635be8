import {
  DiskJobResult,
  type ExactJson,
  Float,
  JobDefinition,
  type JobResult,
  MemoryJobResult,
  OUTCOMES,
  type Outcome,
  SessionState,
} from '@plainbox/state';

/** The directory of every session of the suite. Nothing is there, and nothing is looked for. */
export const LOCATION = '/sessions/conformance.session';

/** Ids that an object of JavaScript, or a careless sort, would treat as something else. */
const AWKWARD_IDS = ['10', '9', '__proto__', 'constructor', 'toString', 'a b', 'Ω', '\uffee', '𝄞'];

const text = new TextEncoder();

/** A session that every version of every format can hold: one result a job, and names that are easily mistreated. */
export function plainSession(): SessionState {
  const outcomes = [...OUTCOMES.keys()];
  const state = new SessionState(AWKWARD_IDS.map(jobOf));
  state.updateMetadata({
    title: 'Ein "Titel"\n\u0007 with 𝄞',
    flags: ['incomplete', 'bootstrapping'],
    runningJobName: '__proto__',
  });
  state.updateDesiredJobs(AWKWARD_IDS);
  AWKWARD_IDS.forEach((id, at) => {
    // The last two have not run.
    if (at < AWKWARD_IDS.length - 2)
      state.updateJobResult(id, resultOf(at, outcomes[at + 1] ?? null));
  });
  return state;
}

/** A session with something in every place that the newest format has: older ones can't hold all of it. */
export function fullSession(): SessionState {
  const ids = ['first', 'second', 'third', '__proto__'];
  const state = new SessionState([...ids, 'turned down', 'never named'].map(jobOf));
  state.updateMetadata({
    title: 'full',
    flags: ['incomplete'],
    appBlob: new Uint8Array([0, 255, 127]),
    appId: 'com.example.app',
    customJoblist: true,
    rejectedJobs: ['turned down'],
    lastJobStartTime: 1.7e9,
    remainingTodoJobs: true,
  });
  state.updateMandatoryJobs(['third']);
  state.updateDesiredJobs(ids);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    for (const id of ids)
      state.updateJobResult(id, resultOf(attempt, attempt < 2 ? 'fail' : 'pass'));
  }
  const ioLogFilename = `${LOCATION}/io-logs/second.record.gz`;
  state.updateJobResult('second', new DiskJobResult({ outcome: 'crash', ioLogFilename }));
  const outputs = { payload: new Map([['cores', 8]]), stderr: '' };
  state.updateSystemInformation(new Map([['cpu', { toolVersion: '1', success: true, outputs }]]));
  return state;
}

/** Numbers that half a float, a rounded one, or an integer of 32 bits can't hold. */
const EXACT_FLOATS = [0.1 + 0.2, 1e-9, 123_456_789.123_456_78, 5, 2 ** 60];
const EXACT_INTEGERS = [-1, 255, 2 ** 31, Number.MAX_SAFE_INTEGER, 2n ** 64n + 1n];

/** Sessions with numbers in each place that has some; a format may have some of the places only. */
export function exactSessions(): SessionState[] {
  const inResults = new SessionState(EXACT_FLOATS.map((_, at) => jobOf(`job-${at}`)));
  for (const [at, executionDuration] of EXACT_FLOATS.entries()) {
    const returnCode = EXACT_INTEGERS[at];
    const ioLog = [{ delay: executionDuration, stream: 'stdout' as const, data: new Uint8Array() }];
    const result = new MemoryJobResult({ outcome: 'pass', executionDuration, returnCode, ioLog });
    inResults.updateJobResult(`job-${at}`, result);
  }
  const inMetadata = new SessionState();
  inMetadata.updateMetadata({ lastJobStartTime: 1_700_000_000.123_456_7 });
  const inSystemInformation = new SessionState();
  const payload = new Map<string, ExactJson>([
    ['counters', EXACT_INTEGERS],
    ['shares', EXACT_FLOATS.map((float) => (Number.isInteger(float) ? new Float(float) : float))],
  ]);
  const cpu = { toolVersion: '1', success: true as const, outputs: { payload, stderr: '' } };
  const returnCode = 2n ** 64n;
  const disk = {
    toolVersion: '1',
    success: false as const,
    outputs: { stdout: '', stderr: '', returnCode },
  };
  inSystemInformation.updateSystemInformation(
    new Map<string, typeof cpu | typeof disk>([
      ['cpu', cpu],
      ['disk', disk],
    ]),
  );
  return [inResults, inMetadata, inSystemInformation];
}

/** A session of more text and more of each than anyone would make room for who thinks of a screen. */
export function longSession(): SessionState {
  const long = (what: string, length: number): string => `${what} 𝄞 `.repeat(length);
  const ids = [long('job', 100), ...Array.from({ length: 300 }, (_, at) => `job-${at}`)];
  const state = new SessionState(ids.map(jobOf));
  state.updateMetadata({
    title: long('title', 20_000),
    runningJobName: long('running', 20_000),
    flags: Array.from({ length: 300 }, (_, at) => `flag-${at}`),
    appBlob: new Uint8Array(100_000).fill(0xa5),
  });
  state.updateDesiredJobs(ids);
  const log = Array.from({ length: 3000 }, (_, at) => text.encode(`line ${at}`));
  const result = new MemoryJobResult({
    outcome: 'pass',
    comments: long('comment', 20_000),
    ioLog: [...log, new Uint8Array(100_000).fill(0xa5)].map((data) => ({
      delay: 0.5,
      stream: 'stdout',
      data,
    })),
  });
  state.updateJobResult(ids[0] as string, result);
  return state;
}

/** A session of any size. */
export function sessionOf(jobs: number): SessionState {
  const units = Array.from({ length: jobs }, (_, at) => jobOf(`job-${at}`));
  const state = new SessionState(units);
  state.updateDesiredJobs(units);
  for (const { id } of units) state.updateJobResult(id, resultOf(1, 'pass'));
  return state;
}

/** A job of the suite. */
export function jobOf(id: string): JobDefinition {
  return new JobDefinition({ id, plugin: 'shell', command: 'true' });
}

/** A result with something in each place. */
export function resultOf(seed: number, outcome: Outcome): JobResult {
  return new MemoryJobResult({
    outcome,
    // An integer among them: as a float it has to come back as one.
    executionDuration: seed / 2,
    returnCode: seed - 1,
    comments: seed % 2 === 0 ? `number ${seed}: „ok“` : null,
    ioLog: [
      { delay: 0, stream: 'stdout', data: text.encode(`line ${seed}\n`) },
      { delay: 0.25, stream: 'stderr', data: new Uint8Array([0, 0x80, 0xff, seed]) },
    ],
  });
}
