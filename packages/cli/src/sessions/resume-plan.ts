import type { SessionManager } from '@plainbox/manager';
import { type DevicePlan, SessionRunner } from '@plainbox/runner';
import type { SessionState } from '@plainbox/state';
import type { StorageFault } from '@plainbox/storage';
import type { PlanOfDevice, ResumePlanAnswer } from '../answers/resume-plan.js';
import type { JsonOption, RunnerOptions } from '../commands/options.js';
import { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { withDeviceColumn } from '../output/device-column.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import type { Colors } from '../output/terminal.js';
import { count, oneLine } from '../output/text.js';
import { runnerOptions } from './run-session.js';
import { type ToldDevice, toldDevice } from './session-devices.js';
import { faultOf } from './verify-session.js';

/** Says what a run of the session would do, and does nothing. */
export function tellPlan(
  manager: SessionManager,
  faults: readonly StorageFault[],
  invocation: Invocation,
  options: RunnerOptions & JsonOption,
): void {
  const plans = new SessionRunner(manager, runnerOptions(options)).planByDevice();
  const answer = answerOf(manager, plans, faults);
  if (isEmpty(answer)) invocation.exitCode = ExitCode.nothingToDo;
  const { terminal } = invocation;
  if (options.json) {
    writeJson<ResumePlanAnswer>(terminal, answer);
    return;
  }
  const rows = manager.devices.flatMap(({ state }, place) => {
    const plan = plans[place];
    return plan ? rowsOf(state, plan, plans) : [];
  });
  writeTable(terminal, withDeviceColumn(COLUMNS, rows, terminal), rows);
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
  plans: readonly DevicePlan[],
  faults: readonly StorageFault[],
): ResumePlanAnswer {
  const devices = plans.map((plan) => devicePlan(plan, plans));
  return {
    schema: 'plainbox-resume-plan/1',
    id: storage.id,
    location: storage.location,
    kept: devices.flatMap(({ kept }) => kept),
    decided: devices.flatMap(({ decided }) => decided),
    runAgain: devices.flatMap(({ runAgain }) => runAgain),
    neverStarted: devices.flatMap(({ neverStarted }) => neverStarted),
    awaitReboot: devices.flatMap(({ awaitReboot }) => awaitReboot),
    lost: faults.filter(({ lostFrom }) => lostFrom !== undefined).map(faultOf),
    ...(devices.length > 1 ? { devices } : {}),
  };
}

function devicePlan(
  { device, kept, decided, runAgain, neverStarted, awaitReboot }: DevicePlan,
  all: readonly DevicePlan[],
): PlanOfDevice {
  const where = toldDevice({ device }, all);
  return {
    device,
    kept: kept.map(({ id }) => id),
    decided: decided.map(({ job, outcome, rule, reason }) => ({
      ...{ job: job.id, ...where },
      ...{ outcome, rule, reason },
    })),
    runAgain: runAgain.map(({ job, cause, reason }) => ({ job: job.id, ...where, cause, reason })),
    neverStarted: neverStarted.map(({ id }) => id),
    awaitReboot: awaitReboot.map(({ id }) => id),
  };
}

function isEmpty({ decided, runAgain, neverStarted, awaitReboot }: ResumePlanAnswer): boolean {
  return decided.length + runAgain.length + neverStarted.length + awaitReboot.length === 0;
}

type Fate = 'kept' | 'decided' | 'again' | 'new' | 'awaits-reboot';

interface PlanRow extends ToldDevice {
  readonly job: string;
  readonly fate: Fate;
  readonly why: string;
}

/** In the order of the run list. */
function rowsOf(
  { jobs, runList }: SessionState,
  plan: DevicePlan,
  all: readonly DevicePlan[],
): readonly PlanRow[] {
  const { kept, decided, runAgain, neverStarted, awaitReboot } = plan;
  const where = toldDevice(plan, all);
  const rows = new Map<string, PlanRow>();
  const put = ({ id }: { readonly id: string }, fate: Fate, why: string): void => {
    rows.set(id, { job: id, ...where, fate, why });
  };
  for (const job of kept) put(job, 'kept', jobs.get(job.id)?.result.outcome ?? '');
  for (const { job, outcome, reason } of decided) put(job, 'decided', `${outcome}: ${reason}`);
  for (const { job, reason } of runAgain) put(job, 'again', reason);
  for (const job of neverStarted) put(job, 'new', '');
  for (const job of awaitReboot) put(job, 'awaits-reboot', 'nothing runs before');
  return runList.flatMap(({ id }) => rows.get(id) ?? []);
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
