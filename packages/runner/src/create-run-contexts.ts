import { setMaxListeners } from 'node:events';
import type { SessionDevice, SessionManager } from '@plainbox/manager';
import type { Emitter } from '@plainbox/state';
import { readBootId } from './boot-id.js';
import { systemClock } from './clock.js';
import { FunctionExecutor } from './executors/function-executor.js';
import { ProcessExecutor } from './executors/process-executor.js';
import { GeneratedJobs } from './generated-jobs.js';
import { InOrder } from './in-order.js';
import { DEFAULT_MAX_CRASHES, isToDo } from './is-to-do.js';
import { Ledger } from './ledger.js';
import { ProgressCount } from './progress-count.js';
import type { RunContext } from './run-context.js';
import type { RunnerEvents } from './runner-events.js';
import { checkTimeout, type SessionRunnerOptions } from './runner-options.js';
import { Schedule } from './schedule/schedule.js';

/** What a run is told of by, and tells by. */
interface RunEnds {
  readonly events: Emitter<RunnerEvents>;
  /** Aborted when the run has ended. */
  readonly ended: AbortSignal;
  readonly fail: (error: unknown) => void;
}

/** The contexts of one run: one for each device of the session, in their order. */
export function createRunContexts(
  manager: SessionManager,
  options: SessionRunnerOptions,
  { events, ended, fail }: RunEnds,
): readonly RunContext[] {
  const {
    timeout,
    asker,
    maxCrashes = DEFAULT_MAX_CRASHES,
    clock = systemClock,
    bootId = readBootId(),
  } = options;
  // Each device listens for the end, however many there are.
  setMaxListeners(0, ended);
  const progress = new ProgressCount(manager.devices.map(({ state }) => state));
  const shared = {
    manager,
    events,
    progress,
    asker,
    clock,
    bootId,
    maxCrashes,
    fail,
    executors: options.executors ?? [new FunctionExecutor(), new ProcessExecutor()],
    timeoutOf: (job) => checkTimeout(typeof timeout === 'function' ? timeout(job) : timeout),
    starts: new InOrder(),
    finished: [],
    waitsForPerson: [],
    checkpoint: async () => {
      events.emit('checkpoint', await manager.checkpoint());
    },
  } satisfies Partial<RunContext>;
  const contextOf = (device: SessionDevice): RunContext => {
    const { state } = device;
    const ledger = new Ledger(device.data);
    const isStillToDo: RunContext['isToDo'] = (id) =>
      isToDo(device, id, maxCrashes) || ledger.isUnderWay(id);
    const generated = new GeneratedJobs(state, options.runGenerated ?? (() => false), ended);
    state.on('problemFound', (problem) => events.emit('problem', problem), { signal: ended });
    return {
      ...shared,
      device,
      state,
      schedule: new Schedule(state, isStillToDo),
      isToDo: isStillToDo,
      ledger,
      awaitsReboot: undefined,
      adoptGeneratedJobs: () => {
        const problems = generated.adopt();
        if (!problems) return;
        for (const problem of problems) events.emit('problem', problem);
        progress.begin(contexts.flatMap(({ schedule }) => schedule.toDo));
      },
    };
  };
  const contexts = manager.devices.map(contextOf);
  return contexts;
}
