import type { SessionManager } from '@plainbox/manager';
import type { JobDefinition, JobId } from '@plainbox/state';
import { expect } from 'vitest';
import type { Decision, ResumePlan, RunReport, SessionRunner } from '../../src/index.js';
import { Ledger } from '../../src/ledger.js';
import type { HeardRun } from './heard-run.js';

/** What a runner tells before it runs. */
export interface Foretold {
  readonly plan: ResumePlan;
  readonly toDo: readonly JobId[];
  /** Jobs that nobody knows any more, of which an attempt was cut off. */
  readonly aside: readonly JobId[];
}

/** Jobs of several devices, in no order: one that runs on two of them stands here twice. */
const ids = (...lists: readonly (readonly JobDefinition[])[]): readonly JobId[] =>
  lists
    .flat()
    .map(({ id }) => id)
    .sort();

const jobsOf = (each: readonly { readonly job: JobDefinition }[]): readonly JobDefinition[] =>
  each.map(({ job }) => job);

/** The plan tells of each job of the run list once, and nothing changes by its being made. */
export function foretell(manager: SessionManager, runner: SessionRunner): Foretold {
  const before = contentsOf(manager);
  const plan = runner.plan();
  const toDo = ids(runner.toDo);
  expect(contentsOf(manager), 'the session, when it was only asked').toEqual(before);
  expect(
    ids(plan.kept, jobsOf(plan.decided), jobsToRun(plan)),
    'the jobs in the lists of the plan',
  ).toEqual(ids(...manager.devices.map(({ state }) => state.runList)));
  expect(toDo, 'the jobs to do').toEqual(ids(jobsOf(plan.decided), jobsToRun(plan)));
  return { plan, toDo, aside: asideIn(manager) };
}

/** The run says the same of itself as the plan did, and decides on attempts that were cut off as it told. */
export function expectBegin({ plan }: Foretold, { begun, decisions }: HeardRun): void {
  if (begun === undefined) {
    expect(decisions, 'decisions of a run that has not begun').toEqual([]);
    return;
  }
  const settled = plan.decided.filter(({ outcome }) => outcome !== 'undecided');
  expect(ids(begun.toDo), 'the jobs that the run takes up').toEqual(jobsTakenUp(plan));
  expect(ids(begun.kept), 'the jobs that the run says are kept').toEqual(
    ids(plan.kept, jobsOf(settled)),
  );
  const final = decisions.filter(({ runsAgain }) => !runsAgain);
  expect(final.map(shown).sort(), 'decisions').toEqual(plan.decided.map(shown).sort());
  const reruns = plan.runAgain.map(({ job, device, reason }) => shown({ job, device, reason }));
  for (const { runsAgain, job, device, reason } of decisions) {
    if (runsAgain) expect(reruns, 'reruns').toContain(shown({ job, device, reason }));
  }
}

/** What a plan left alone has no turn; all else has, unless the run ends before. */
export function expectTurns(
  { plan }: Foretold,
  { turns }: HeardRun,
  report: RunReport | undefined,
): void {
  const due = plan.awaitReboot.length > 0 ? [] : jobsTakenUp(plan);
  const endsEarly =
    report === undefined || report.status === 'stopped' || report.waitsFor === 'reboot';
  if (endsEarly) expect(surplus(turns, due), 'turns that were not planned').toEqual([]);
  else expect([...turns].sort(), 'turns').toEqual(due);
}

/** What a run leaves is what the next one is to do; the session says that there is something, and forgets nothing. */
export function expectRest(
  told: Foretold,
  next: Foretold,
  { report, manager }: { readonly report: RunReport; readonly manager: SessionManager },
): void {
  const isFinished = report.status === 'finished';
  expect([...report.left].sort(), 'the jobs left').toEqual(next.toDo);
  expect(isFinished, 'finished').toBe(next.toDo.length === 0);
  expect(next.aside, 'jobs to be judged once they are back').toEqual(told.aside);
  const marks = manager.devices.map(({ state }) => state.metadata);
  const incomplete = marks.map(({ flags }) => flags.has('incomplete'));
  expect(new Set(incomplete), 'incomplete').toEqual(new Set([!isFinished]));
  const isLeft = marks.some(({ remainingTodoJobs }) => remainingTodoJobs);
  expect(isLeft, 'jobs remain').toBe(!isFinished);
}

function jobsToRun({ runAgain, neverStarted, awaitReboot }: ResumePlan): readonly JobDefinition[] {
  return [...jobsOf(runAgain), ...neverStarted, ...awaitReboot];
}

function asideIn({ devices }: SessionManager): readonly JobId[] {
  return devices.flatMap(({ data, state }) =>
    new Ledger(data).noted.map(({ job }) => job).filter((id) => !state.jobs.has(id)),
  );
}

/** What is decided but for a person's verdict is asked for in the same run. */
function jobsTakenUp(plan: ResumePlan): readonly JobId[] {
  const undecided = plan.decided.filter(({ outcome }) => outcome === 'undecided');
  return ids(jobsToRun(plan), jobsOf(undecided));
}

function surplus(had: readonly JobId[], due: readonly JobId[]): readonly JobId[] {
  const rest = [...due];
  return had.filter((id) => {
    const place = rest.indexOf(id);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
}

function shown({ job, ...rest }: Partial<Decision> & Pick<Decision, 'job'>): string {
  return JSON.stringify({ id: job.id, ...rest });
}

function contentsOf({ devices }: SessionManager): readonly unknown[] {
  return devices.map(({ data, reruns, state }) => ({
    notes: data.get('runner'),
    reruns: [...reruns],
    results: [...state.jobs].map(([id, { resultHistory }]) => [id, ...resultHistory]),
    metadata: state.metadata,
  }));
}
