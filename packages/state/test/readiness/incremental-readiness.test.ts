import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  JobDefinition,
  JobOnRunListError,
  MemoryJobResult,
  type Outcome,
  Resource,
  SessionState,
  SetupJob,
  TemplateUnit,
} from '../../src/index.js';
import { randomJobs } from '../run-list/random-jobs.js';
import { plainInhibitor, plainReadiness, readinessAnew } from './readiness-anew.js';

const MAX_JOBS = 8;
const number = fc.integer({ min: 0, max: MAX_JOBS + 2 });
const outcome = fc.constantFrom<Outcome>(null, 'pass', 'pass', 'fail', 'skip', 'crash');
const output = fc.constantFrom('ok: yes\n', 'ok: no\n', 'ok: no\n\nok: yes\n', '', 'broken\n');
/** The job that the template makes of records of `j0`, and one that can only run once it is there. */
const GENERATED = ['made-yes', 'made-no', 'follower'];
const id = fc.oneof(
  { weight: 4, arbitrary: number.map((n) => `j${n}`) },
  { weight: 1, arbitrary: fc.constantFrom(...GENERATED) },
);

/** Something that is done to a session. */
type Operation = (state: SessionState) => void;

const result: fc.Arbitrary<Operation> = fc
  .tuple(id, outcome, output)
  .map(([id, outcome, text]) => (state) => {
    const record = { delay: 0, stream: 'stdout', data: new TextEncoder().encode(text) } as const;
    const result = new MemoryJobResult({ outcome, ioLog: [record] });
    if (state.jobs.has(id)) state.updateJobResult(id, result);
  });
const records: fc.Arbitrary<Operation> = fc.tuple(number, fc.boolean()).map(
  ([n, ok]) =>
    (state) =>
      state.setResources(`j${n}`, [new Resource({ ok: ok ? 'yes' : 'no' })]),
);
const desire: fc.Arbitrary<Operation> = fc
  .uniqueArray(id)
  .map((ids) => (state) => void state.updateDesiredJobs(ids));
const addition: fc.Arbitrary<Operation> = fc
  .tuple(id, id, fc.constantFrom('depends', 'after', 'salvages'))
  .map(([id, other, field]) => (state) => {
    const job = new JobDefinition({ id, plugin: 'shell', [field]: other });
    if (!state.jobs.has(job.id)) state.addUnit(job);
  });
const removal: fc.Arbitrary<Operation> = id.map((id) => (state) => {
  const job = state.jobs.get(id)?.job;
  if (job) unlessOnRunList(() => state.removeUnit(job));
});
const trimming: fc.Arbitrary<Operation> = id.map(
  (trimmed) => (state) => unlessOnRunList(() => state.trimJobs(({ id }) => id !== trimmed)),
);
const answer: fc.Arbitrary<Operation> = fc
  .boolean()
  .map((value) => (state) => state.updateManifest([['camera', value]]));

function unlessOnRunList(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    if (!(error instanceof JobOnRunListError)) throw error;
  }
}

const operation = fc.oneof(
  { weight: 8, arbitrary: result },
  { weight: 2, arbitrary: records },
  { weight: 3, arbitrary: desire },
  { weight: 2, arbitrary: addition },
  { weight: 1, arbitrary: removal },
  { weight: 1, arbitrary: trimming },
  { weight: 1, arbitrary: answer },
);

const jobs = randomJobs({
  maxJobs: MAX_JOBS,
  lists: { depends: 2, after: 2, salvages: 2 },
  requires: 2,
  acyclic: true,
}).map((jobs) => jobs.map((job, n) => variant(job, n)));

/** Every third job gives records, every fourth looks at the manifest. */
function variant(job: JobDefinition, n: number): JobDefinition {
  if (n % 3 === 0) return job.derive({ plugin: 'resource' });
  if (n % 4 !== 0) return job;
  return new SetupJob(new Map([...job.fields, ['requires_manifest', ['camera']]]));
}

const template = new TemplateUnit({
  unit: 'template',
  'template-resource': 'j0',
  id: 'made-{ok}',
  plugin: 'shell',
  command: 'true',
});
const follower = new JobDefinition({ id: 'follower', plugin: 'shell', depends: 'made-yes' });

/** A session of these jobs, with a template that makes more of them. */
function sessionOf(jobs: readonly JobDefinition[]): SessionState {
  return new SessionState([...jobs, template, follower]);
}

test('jobs come by templates too, and others wait for them', () => {
  const state = sessionOf([new JobDefinition({ id: 'j0', plugin: 'resource' })]);
  const ioLog = [
    { delay: 0, stream: 'stdout', data: new TextEncoder().encode('ok: yes\n') } as const,
  ];
  state.updateJobResult('j0', new MemoryJobResult({ outcome: 'pass', ioLog }));
  state.updateDesiredJobs(['follower']);
  expect(state.runList.map(({ id }) => id)).toEqual(['made-yes', 'follower']);
});

test('readiness kept up to date equals readiness worked out anew, after any operations', () => {
  const same = fc.property(jobs, fc.array(operation, { maxLength: 25 }), (units, operations) => {
    const state = sessionOf(units);
    state.updateDesiredJobs(units);
    for (const operate of operations) {
      operate(state);
      const anew = new Map(
        [...readinessAnew(state)].map(([id, list]) => [id, list.map(plainInhibitor)]),
      );
      expect(plainReadiness(state.jobs.values())).toEqual(anew);
      for (const [id, { canStart }] of state.jobs)
        expect(canStart).toBe(anew.get(id)?.length === 0);
    }
  });
  fc.assert(same, { numRuns: 1_000 });
});

test('readinessChanged names exactly the jobs whose reasons changed, once per operation', () => {
  const same = fc.property(jobs, fc.array(operation, { maxLength: 15 }), (units, operations) => {
    const state = sessionOf(units);
    const heard: string[][] = [];
    state.on('readinessChanged', (changed) => heard.push(changed.map(({ job }) => job.id)));
    for (const operate of operations) {
      const before = plainReadiness(state.jobs.values());
      heard.length = 0;
      operate(state);
      const changed = [...plainReadiness(state.jobs.values())]
        .filter(([id, reasons]) => before.get(id)?.join('\n') !== reasons.join('\n'))
        .map(([id]) => id)
        .filter((id) => before.has(id));
      expect(heard.length).toBe(changed.length > 0 ? 1 : 0);
      expect(heard.flat().sort()).toEqual(changed.sort());
    }
  });
  fc.assert(same, { numRuns: 1_000 });
});
