import type { SessionManager } from '@plainbox/manager';
import { type ResumePlan, SessionRunner } from '@plainbox/runner';
import type { StorageFault } from '@plainbox/storage';
import type { ResumePlanAnswer } from '../answers/resume-plan.js';
import type { JsonOption, RunnerOptions } from '../commands/options.js';
import { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import type { Colors } from '../output/terminal.js';
import { count, oneLine } from '../output/text.js';
import { runnerOptions } from './run-session.js';
import { faultOf } from './verify-session.js';

/** Says what a run of the session would do, and does nothing. */
export function tellPlan(
  manager: SessionManager,
  faults: readonly StorageFault[],
  invocation: Invocation,
  options: RunnerOptions & JsonOption,
): void {
  const plan = new SessionRunner(manager, runnerOptions(options)).plan();
  const answer = answerOf(manager, plan, faults);
  if (isEmpty(answer)) invocation.exitCode = ExitCode.nothingToDo;
  const { terminal } = invocation;
  if (options.json) {
    writeJson<ResumePlanAnswer>(terminal, answer);
    return;
  }
  writeTable(terminal, COLUMNS, rowsOf(manager, answer));
  for (const { message } of answer.lost) {
    terminal.tell(`${terminal.messageColors.red('lost:')} ${oneLine(message)}`);
  }
  const { kept, decided, runAgain, neverStarted } = answer;
  terminal.tell(
    `${count(kept.length, 'result')} kept, ${decided.length} decided, ${runAgain.length} to run again, ` +
      `${neverStarted.length} never started; nothing was done`,
  );
}

function answerOf(
  { storage }: SessionManager,
  { kept, decided, runAgain, neverStarted, awaitsReboot }: ResumePlan,
  faults: readonly StorageFault[],
): ResumePlanAnswer {
  return {
    schema: 'plainbox-resume-plan/1',
    id: storage.id,
    location: storage.location,
    kept: kept.map(({ id }) => id),
    decided: decided.map(({ job, outcome, rule, reason }) => ({
      job: job.id,
      outcome,
      rule,
      reason,
    })),
    runAgain: runAgain.map(({ job, cause, reason }) => ({ job: job.id, cause, reason })),
    neverStarted: neverStarted.map(({ id }) => id),
    awaitsReboot: awaitsReboot?.id ?? null,
    lost: faults.filter(({ lostFrom }) => lostFrom !== undefined).map(faultOf),
  };
}

function isEmpty({ decided, runAgain, neverStarted, awaitsReboot }: ResumePlanAnswer): boolean {
  return decided.length + runAgain.length + neverStarted.length === 0 && awaitsReboot === null;
}

type Fate = 'kept' | 'decided' | 'again' | 'new' | 'awaits-reboot';

interface PlanRow {
  readonly job: string;
  readonly fate: Fate;
  readonly why: string;
}

/** In the order of the run list. */
function rowsOf(
  { state }: SessionManager,
  { kept, decided, runAgain, neverStarted, awaitsReboot }: ResumePlanAnswer,
): readonly PlanRow[] {
  const rows = new Map<string, PlanRow>();
  const put = (job: string, fate: Fate, why: string): void => {
    rows.set(job, { job, fate, why });
  };
  for (const job of kept) put(job, 'kept', state.jobs.get(job)?.result.outcome ?? '');
  for (const { job, outcome, reason } of decided) put(job, 'decided', `${outcome}: ${reason}`);
  for (const { job, reason } of runAgain) put(job, 'again', reason);
  for (const job of neverStarted) put(job, 'new', '');
  if (awaitsReboot !== null) put(awaitsReboot, 'awaits-reboot', 'nothing runs before');
  return state.runList.flatMap(({ id }) => rows.get(id) ?? []);
}

const PAINT: Readonly<Record<Fate, (colors: Colors) => (text: string) => string>> = {
  kept: ({ dim }) => dim,
  decided: ({ yellow }) => yellow,
  again: ({ cyan }) => cyan,
  new: ({ green }) => green,
  'awaits-reboot': ({ yellow }) => yellow,
};

const COLUMNS: readonly Column<PlanRow>[] = [
  { title: 'job', value: ({ job }) => job },
  { title: 'plan', value: ({ fate }) => fate, color: (colors, { fate }) => PAINT[fate](colors) },
  { title: 'why', value: ({ why }) => why },
];
