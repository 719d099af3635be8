import { gunzipSync } from 'node:zlib';
import {
  DiskJobResult,
  JobDefinition,
  type JobResult,
  MemoryJobResult,
  SessionState,
  TemplateUnit,
} from '@plainbox/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CheckpointChain,
  createCodec,
  defineSection,
  extendFormat,
  formatV11,
  PLAINBOX_FORMATS,
} from '../src/index.js';
import { anyJson } from './any-schema.js';

const LOCATION = '/sessions/one';
const IDS = ['a', 'b', 'c', 'd', '__proto__', '10'];

const notes = new WeakMap<SessionState, unknown>();
const codec = createCodec({
  format: extendFormat(formatV11, {
    sections: [
      defineSection({
        name: 'com.example.notes',
        version: 1,
        schema: anyJson,
        suspend: (state) => notes.get(state),
        resume: (state, value) => void notes.set(state, value),
      }),
    ],
  }),
});

type Operation = (state: SessionState) => void;

const id = fc.constantFrom(...IDS);
const ids = fc.array(id, { maxLength: 5 });
const outcome = fc.constantFrom(null, 'pass' as const, 'fail' as const, 'crash' as const);

const result: fc.Arbitrary<JobResult> = fc.oneof(
  fc
    .record({ outcome, comments: fc.option(fc.string()), returnCode: fc.option(fc.nat(3)) })
    .map((fields) => new MemoryJobResult(fields)),
  fc
    .record({ outcome, executionDuration: fc.double({ min: 0, max: 9, noNaN: true }) })
    .map(
      (fields) =>
        new DiskJobResult({ ...fields, ioLogFilename: `${LOCATION}/io-logs/a.record.gz` }),
    ),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(id, result)
      .map(([job, given]) => onKnown(job, (state) => state.updateJobResult(job, given))),
  },
  ids.map((jobs) => (state: SessionState) => void state.updateDesiredJobs(known(state, jobs))),
  ids.map((jobs) => (state: SessionState) => void state.updateMandatoryJobs(known(state, jobs))),
  ids.map((rejectedJobs) => (state: SessionState) => state.updateMetadata({ rejectedJobs })),
  fc
    .subarray(['incomplete', 'setting_up', 'submitted'])
    .map((flags) => (state: SessionState) => state.updateMetadata({ flags })),
  fc
    .record({
      title: fc.option(fc.string()),
      runningJobName: fc.option(id),
      lastJobStartTime: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      remainingTodoJobs: fc.boolean(),
      appBlob: fc.option(fc.uint8Array({ maxLength: 5 })),
    })
    .map((patch) => (state: SessionState) => state.updateMetadata(patch)),
  id.map((job) => (state: SessionState) => void state.addUnit(jobOf(job))),
  id.map((job) => (state: SessionState) => {
    const found = state.jobs.get(job)?.job;
    if (found !== undefined && !state.runList.includes(found)) state.removeUnit(found);
  }),
  ids.map((kept) => (state: SessionState) => {
    const needed = new Set([...kept, ...state.runList.map((job) => job.id)]);
    state.trimJobs((job) => needed.has(job.id));
  }),
  fc.nat(3).map((size) => (state: SessionState) => {
    const output = { payload: [size], stderr: '' };
    const found = { toolVersion: '1', success: true as const, outputs: output };
    state.updateSystemInformation(new Map(size === 0 ? [] : [['tool', found]]));
  }),
  fc.constantFrom(undefined, 'one', { two: [2] }).map((note) => (state: SessionState) => {
    notes.set(state, note);
  }),
);

describe('a snapshot and the deltas after it', () => {
  test('equal the snapshot of the state, for any operations, and so does each prefix', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { maxLength: 8 }),
        fc.array(fc.array(operation, { maxLength: 6 }), { maxLength: 5 }),
        async (before, rounds) => {
          for (let played = 0; played <= rounds.length; played += 1) {
            const { snapshot, deltas, state } = play(before, rounds.slice(0, played));
            const folded = await codec.fold({ snapshot, deltas }, { location: LOCATION });
            expect(text(folded)).toBe(text(codec.suspendSync(state, { location: LOCATION })));
            expect(await codec.peek({ snapshot, deltas })).toEqual(
              await codec.peek({ snapshot: folded }),
            );
          }
        },
      ),
      { numRuns: Number(process.env['CODEC_RUNS'] ?? 200) },
    );
  });

  test('go on after a resume, however often there is one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { maxLength: 8 }),
        fc.array(fc.tuple(fc.array(operation, { maxLength: 6 }), fc.boolean()), { maxLength: 6 }),
        async (before, rounds) => {
          const context = { location: LOCATION };
          let state = new SessionState(['a', 'b', 'c', '__proto__'].map(jobOf));
          for (const operate of before) operate(state);
          const snapshot = codec.suspendSync(state, context);
          const deltas: Uint8Array[] = [];
          for (const [round, resumes] of rounds) {
            using tracker = state.trackChanges();
            for (const operate of round) operate(state);
            nameNoneThatIsGone(state);
            deltas.push(codec.suspendChanges(tracker.take(), { ...context, state }));
            const saved = text(await codec.fold({ snapshot, deltas }, context));
            expect(saved).toBe(text(codec.suspendSync(state, context)));
            if (!resumes) continue;
            state = await codec.resume({ snapshot, deltas }, state.units, context);
            const restored = JSON.parse(text(createCodec(codec).suspendSync(state, context)));
            expect(restored).toEqual(withReplays(JSON.parse(saved)));
          }
        },
      ),
      { numRuns: Number(process.env['CODEC_RUNS'] ?? 100) },
    );
  });

  test('stand behind what was resumed also where some jobs are gone or back, or are refused', async () => {
    const units = ['a', 'b', 'c', '__proto__'].map(jobOf);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { maxLength: 8 }),
        fc.array(fc.tuple(fc.subarray(units), fc.array(operation, { maxLength: 4 })), {
          minLength: 1,
          maxLength: 4,
        }),
        async (before, rounds) => {
          const context = { location: LOCATION, setGoneJobsAside: true };
          const first = new SessionState(units);
          for (const operate of before) operate(first);
          nameNoneThatIsGone(first);
          let snapshot = codec.suspendSync(first, context);
          let deltas: Uint8Array[] = [];
          for (const [there, round] of rounds) {
            const chain = new CheckpointChain();
            const state = await codec.resume({ snapshot, deltas }, there, { ...context, chain });
            using tracker = state.trackChanges();
            for (const operate of round) operate(state);
            nameNoneThatIsGone(state);
            const write = () => codec.suspendChanges(tracker.take(), { ...context, state, chain });
            if (chain.goesOn(state)) {
              deltas.push(write());
            } else {
              refused += 1;
              expect(write).toThrow(expect.objectContaining({ code: 'SNAPSHOT_NEEDED' }));
              snapshot = codec.suspendSync(state, { ...context, chain });
              deltas = [];
              expect(chain.goesOn(state)).toBe(true);
              state.updateMetadata({ title: 'goes on' });
              deltas.push(write());
            }
            const saved = text(await codec.fold({ snapshot, deltas }, context));
            expect(saved).toBe(text(codec.suspendSync(state, { ...context, chain })));
          }
        },
      ),
      { numRuns: Number(process.env['CODEC_RUNS'] ?? 100) },
    );
    expect(refused).toBeGreaterThan(0);
  });

  test('are refused after a resume that passes over results which say what the one before says', async () => {
    const units = [jobOf('a')];
    const state = new SessionState(units);
    state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const document = JSON.parse(text(codec.suspendSync(state)));
    document.session.results.a.push(document.session.results.a[0]);
    const snapshot = Buffer.from(JSON.stringify(document));
    const resumed = await codec.resume({ snapshot }, units);
    expect(resumed.jobs.get('a')?.resultHistory).toHaveLength(1);
    expect(() => codec.suspendChanges([], { state: resumed })).toThrow(
      expect.objectContaining({ code: 'SNAPSHOT_NEEDED' }),
    );
    codec.suspendSync(resumed);
    codec.suspendChanges([], { state: resumed });
  });

  test('are refused after a resume that gives logs other paths', async () => {
    const units = [jobOf('a')];
    const state = new SessionState(units);
    const ioLogFilename = '/home/other/.cache/plainbox/sessions/one.session/io-logs/a.record.gz';
    state.updateJobResult('a', new DiskJobResult({ outcome: 'pass', ioLogFilename }));
    // An early format keeps whole paths.
    const snapshot = createCodec({ format: PLAINBOX_FORMATS[3] }).suspendSync(state);
    const resumeWhere = (isThere: (path: string) => boolean) =>
      codec.resume({ snapshot }, units, {
        location: LOCATION,
        flags: ['file-reference-checks', 'rewrite-log-pathnames'],
        ioLogs: { isFile: isThere, read: () => [] },
      });
    const moved = await resumeWhere((path) => path.startsWith(LOCATION));
    expect(moved.jobs.get('a')?.result.ioLogFilename).toBe(`${LOCATION}/io-logs/a.record.gz`);
    expect(() => codec.suspendChanges([], { state: moved, location: LOCATION })).toThrow(
      expect.objectContaining({ code: 'SNAPSHOT_NEEDED' }),
    );
    const unmoved = await resumeWhere(() => true);
    codec.suspendChanges([], { state: unmoved, location: LOCATION });
  });

  test('count a result once for each time that it is given, also where it is one object', async () => {
    const state = new SessionState([jobOf('a')]);
    state.updateDesiredJobs(['a']);
    const snapshot = codec.suspendSync(state);
    const fail = new MemoryJobResult({ outcome: 'fail' });
    using tracker = state.trackChanges();
    for (const one of [fail, new MemoryJobResult({ outcome: 'pass' }), fail]) {
      state.updateJobResult('a', one);
    }
    const deltas = [codec.suspendChanges(tracker.take(), { state })];
    const folded = await codec.fold({ snapshot, deltas });
    expect(text(folded)).toBe(text(codec.suspendSync(state)));
    const { counts } = await codec.peek({ snapshot, deltas });
    expect(counts).toEqual((await codec.peek({ snapshot: folded })).counts);
    expect(counts.results).toBe(3);
  });

  test('tell of a result that came before, as one object, what it came after', async () => {
    const state = new SessionState([jobOf('a')]);
    const snapshot = codec.suspendSync(state);
    using tracker = state.trackChanges();
    const passed = new MemoryJobResult({ outcome: 'pass' });
    const deltas: Uint8Array[] = [];
    for (const result of [passed, new MemoryJobResult({ outcome: 'fail' }), passed]) {
      state.updateJobResult('a', result);
      deltas.push(codec.suspendChanges(tracker.take(), { state }));
    }
    const { counts } = await codec.peek({ snapshot, deltas });
    expect(counts).toEqual({ jobs: 1, results: 3, outcomes: new Map([['pass', 1]]) });
  });

  test('list a job by the checksum that its last result came with', async () => {
    const snapshot = codec.suspendSync(new SessionState());
    const changes = ['one', 'other'].map((checksum) => ['result', 'a', checksum, {}]);
    const deltas = [Buffer.from(JSON.stringify({ changes, delta: 1 }))];
    const folded = JSON.parse(text(await codec.fold({ snapshot, deltas })));
    expect(folded.session.jobs).toEqual({ a: 'other' });
  });

  test('tell after a resume which mandatory and desired jobs it had to let go', async () => {
    const units = [
      jobOf('a'),
      new JobDefinition({ id: 'c', plugin: 'shell', command: 'true', depends: 'gone' }),
    ];
    const state = new SessionState(units);
    state.updateMandatoryJobs(['c']);
    state.updateDesiredJobs(['a']);
    const snapshot = codec.suspendSync(state);
    const resumed = await codec.resume({ snapshot, deltas: [] }, units);
    using tracker = resumed.trackChanges();
    resumed.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const deltas = [codec.suspendChanges(tracker.take(), { state: resumed })];
    expect(text(await codec.fold({ snapshot, deltas }))).toBe(text(codec.suspendSync(resumed)));
    const again = await codec.resume({ snapshot, deltas }, units);
    expect(idsOf(again.desiredJobs)).toEqual(idsOf(resumed.desiredJobs));
  });

  test('are not led astray by a copy that was written in between', async () => {
    const state = new SessionState(IDS.map(jobOf));
    const chain = new CheckpointChain();
    const snapshot = codec.suspendSync(state, { chain });
    using tracker = state.trackChanges();
    state.updateDesiredJobs(['a', 'b']);
    notes.set(state, 'new');
    codec.suspendSync(state);
    state.updateDesiredJobs(['c']);
    const deltas = [codec.suspendChanges(tracker.take(), { state, chain })];
    const { session } = JSON.parse(text(await codec.fold({ snapshot, deltas })));
    expect(Object.keys(session.jobs)).toEqual(['c']);
    expect(session.sections).toEqual({ 'com.example.notes': { value: 'new', version: 1 } });
  });

  test('resume to the same state as its own snapshot', async () => {
    const units = IDS.map(jobOf);
    const state = new SessionState(units);
    state.updateDesiredJobs(['a', 'b']);
    const snapshot = codec.suspendSync(state);
    using tracker = state.trackChanges();
    state.updateJobResult('a', new MemoryJobResult({ outcome: 'fail' }));
    state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const deltas = [codec.suspendChanges(tracker.take(), { state })];
    const resumed = await codec.resume({ snapshot, deltas }, units);
    expect(resumed.jobs.get('a')?.resultHistory.map((one) => one.outcome)).toEqual([
      'fail',
      'pass',
    ]);
    expect(text(codec.suspendSync(resumed))).toBe(text(codec.suspendSync(state)));
  });

  test('list jobs that a template made in between', async () => {
    const units = [
      new JobDefinition({ id: 'res', plugin: 'resource', command: 'x' }),
      new TemplateUnit({
        unit: 'template',
        'template-resource': 'res',
        'template-id': 'each',
        id: 'check-{name}',
        plugin: 'shell',
        command: 'true {name}',
      }),
    ];
    const state = new SessionState(units);
    state.updateDesiredJobs(['res']);
    const snapshot = codec.suspendSync(state);
    using tracker = state.trackChanges();
    const ioLog = [{ delay: 0, stream: 'stdout' as const, data: Buffer.from('name: one\n') }];
    state.updateJobResult('res', new MemoryJobResult({ outcome: 'pass', ioLog }));
    state.updateDesiredJobs(['res', 'check-one']);
    const deltas = [codec.suspendChanges(tracker.take(), { state })];
    expect(text(await codec.fold({ snapshot, deltas }))).toBe(text(codec.suspendSync(state)));
    const resumed = await codec.resume({ snapshot, deltas }, units);
    expect(resumed.runList.map((job) => job.id)).toEqual(['res', 'check-one']);
  });
});

describe('a delta', () => {
  test('is one line of JSON, and as long as what it holds, whatever the size of the session', () => {
    const lengthIn = (jobs: number): number => {
      const units = Array.from({ length: jobs }, (_, index) => jobOf(`job-${index}`));
      const state = new SessionState(units);
      state.updateDesiredJobs(units);
      codec.suspendSync(state);
      using tracker = state.trackChanges();
      state.updateJobResult('job-1', new MemoryJobResult({ outcome: 'pass' }));
      const bytes = codec.suspendChanges(tracker.take(), { state });
      expect(bytes.includes(0x0a)).toBe(false);
      JSON.parse(Buffer.from(bytes).toString());
      return bytes.length;
    };
    expect(lengthIn(3000)).toBe(lengthIn(3));
    expect(lengthIn(3)).toBeLessThan(260);
  });

  test('that is the first after a resume costs what it holds too: no job but those in it is looked at', () => {
    const workIn = (jobs: number): unknown => {
      const units = Array.from({ length: jobs }, (_, index) => jobOf(`job-${index}`));
      const state = new SessionState(units);
      state.updateDesiredJobs(units);
      notes.set(state, 'kept');
      const snapshot = codec.suspendSync(state);
      const resumed = codec.resumeSync({ snapshot }, units);
      using tracker = resumed.trackChanges();
      resumed.updateJobResult('job-1', new MemoryJobResult({ outcome: 'pass' }));
      const changes = tracker.take();
      const looks = watchLooks(resumed);
      const delta = codec.suspendChanges(changes, { state: resumed });
      return { looks, length: delta.length };
    };
    expect(workIn(3000)).toEqual(workIn(3));
    expect(workIn(3)).toMatchObject({ looks: { all: 0 } });
  });

  test('after a resume puts right what the bytes list otherwise than the session that they became', async () => {
    const units = IDS.map(jobOf);
    const state = new SessionState(units);
    state.updateDesiredJobs(['a']);
    // As an early format 4 has it: a job that is to run is missing; and one is there that isn't to run.
    const document = JSON.parse(text(codec.suspendSync(state)));
    const { a } = document.session.jobs;
    document.session.jobs = { b: state.jobs.get('b')?.job.checksum };
    const snapshot = Buffer.from(JSON.stringify(document));
    const resumed = await codec.resume({ snapshot }, units);
    const deltas = [codec.suspendChanges([], { state: resumed })];
    const { session } = JSON.parse(text(await codec.fold({ snapshot, deltas })));
    expect(session.jobs).toEqual({ a });
    expect((await codec.peek({ snapshot, deltas })).counts.jobs).toBe(1);
  });

  test('after a resume over changed definitions tells their new checksums, and counts no job twice', async () => {
    const state = new SessionState([jobOf('a'), jobOf('b')]);
    state.updateDesiredJobs(['a', 'b']);
    const snapshot = codec.suspendSync(state);
    const units = [jobOf('a'), new JobDefinition({ id: 'b', plugin: 'shell', command: 'false' })];
    const resumed = await codec.resume({ snapshot }, units, { flags: ['ignore-job-checksums'] });
    const deltas = [codec.suspendChanges([], { state: resumed })];
    expect((await codec.peek({ snapshot, deltas })).counts.jobs).toBe(2);
    const folded = await codec.fold({ snapshot, deltas });
    expect(text(folded)).toBe(text(codec.suspendSync(resumed)));
  });

  test('of a state that was neither written nor read here tells about every job', async () => {
    const state = new SessionState(IDS.map(jobOf));
    const base = codec.suspendSync(new SessionState());
    using tracker = state.trackChanges();
    state.updateDesiredJobs(['a', 'b']);
    const deltas = [codec.suspendChanges(tracker.take(), { state })];
    expect(text(await codec.fold({ snapshot: base, deltas }))).toBe(text(codec.suspendSync(state)));
  });

  test('keeps the names of logs as the snapshot under it does', async () => {
    const v4 = createCodec({ format: PLAINBOX_FORMATS[3] });
    const context = { location: LOCATION };
    const units = IDS.map(jobOf);
    const state = new SessionState(units);
    state.updateDesiredJobs(['a']);
    const snapshot = v4.suspendSync(state, context);
    using tracker = state.trackChanges();
    const ioLogFilename = `${LOCATION}/io-logs/a.record.gz`;
    state.updateJobResult('a', new DiskJobResult({ outcome: 'pass', ioLogFilename }));
    // Written by a codec of the newest format, whose names begin in the directory of the session.
    const deltas = [codec.suspendChanges(tracker.take(), { ...context, state })];
    const resumed = await codec.resume({ snapshot, deltas }, units, context);
    expect(resumed.jobs.get('a')?.result.ioLogFilename).toBe(ioLogFilename);
  });

  test.each([
    ['no object', '[]'],
    ['another version', '{"delta":2,"changes":[]}'],
    ['an unknown change', '{"delta":1,"changes":[["rename","a"]]}'],
    ['a change that is no list', '{"delta":1,"changes":["desired"]}'],
    ['ids that are no strings', '{"delta":1,"changes":[["desired",[1]]]}'],
    ['a result that is no object', '{"delta":1,"changes":[["result","a","c",[]]]}'],
    ['no JSON', '{"delta":1'],
    ['nothing', ''],
  ])('with %s is corrupted', async (_, json) => {
    const snapshot = codec.suspendSync(new SessionState([jobOf('a')]));
    const deltas = [Buffer.from(json)];
    await expect(codec.resume({ snapshot, deltas }, [jobOf('a')])).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
  });
});

interface SavedDocument {
  readonly session: {
    readonly metadata: { readonly rejected_jobs: readonly string[] };
    readonly results: Record<string, readonly unknown[]>;
  };
}

/** As plainbox resumes it: each time that a job stands among the rejected ones its results are replayed once more. */
function withReplays(document: SavedDocument): SavedDocument {
  const { results: saved, metadata } = document.session;
  const results = new Map(Object.entries(saved));
  for (const job of new Set(metadata.rejected_jobs)) {
    const history = [...(results.get(job) ?? [])];
    for (const one of ownEntry(saved, job) ?? []) {
      if (JSON.stringify(one) !== JSON.stringify(history.at(-1))) history.push(one);
    }
    if (history.length > 0) results.set(job, history);
  }
  return { ...document, session: { ...document.session, results: Object.fromEntries(results) } };
}

/** `__proto__` is an id like any other. */
function ownEntry<T>(object: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Counts from now on how often single jobs of the state are looked at, and how often all of them are. */
function watchLooks({ jobs }: SessionState): { single: number; all: number } {
  const looks = { single: 0, all: 0 };
  const watched = jobs as unknown as Record<PropertyKey, (...given: unknown[]) => unknown>;
  const watch = (name: PropertyKey, count: keyof typeof looks): void => {
    const original = (watched[name] as () => unknown).bind(jobs);
    watched[name] = (...given) => {
      looks[count] += 1;
      return (original as (...given: unknown[]) => unknown)(...given);
    };
  };
  for (const name of ['get', 'has']) watch(name, 'single');
  for (const name of ['keys', 'values', 'entries', 'forEach', Symbol.iterator]) watch(name, 'all');
  return looks;
}

interface Played {
  readonly state: SessionState;
  readonly snapshot: Uint8Array;
  readonly deltas: readonly Uint8Array[];
}

/** A snapshot after the first operations, and a delta after each round of the others. */
function play(before: readonly Operation[], rounds: readonly (readonly Operation[])[]): Played {
  const state = new SessionState(['a', 'b', 'c', '__proto__'].map(jobOf));
  for (const operate of before) operate(state);
  const snapshot = codec.suspendSync(state, { location: LOCATION });
  using tracker = state.trackChanges();
  const deltas = rounds.map((round) => {
    for (const operate of round) operate(state);
    return codec.suspendChanges(tracker.take(), { location: LOCATION, state });
  });
  return { state, snapshot, deltas };
}

function text(snapshot: Uint8Array): string {
  return gunzipSync(snapshot).toString();
}

function jobOf(job: string): JobDefinition {
  return new JobDefinition({ id: job, plugin: 'shell', command: 'true' });
}

function idsOf(jobs: readonly JobDefinition[]): string[] {
  return jobs.map((job) => job.id);
}

function known(state: SessionState, jobs: readonly string[]): string[] {
  return jobs.filter((job) => state.jobs.has(job));
}

/** What names a job that is gone can't be resumed; and a resume makes the run list anew, with the mandatory jobs. */
function nameNoneThatIsGone(state: SessionState): void {
  state.updateMandatoryJobs(known(state, idsOf(state.mandatoryJobs)));
  state.updateDesiredJobs(state.desiredJobs);
  state.updateMetadata({ rejectedJobs: known(state, state.metadata.rejectedJobs) });
}

function onKnown(job: string, operate: Operation): Operation {
  return (state) => {
    if (state.jobs.has(job)) operate(state);
  };
}
