import {
  DiskJobResult,
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
