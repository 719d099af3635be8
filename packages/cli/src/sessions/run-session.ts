import type { SessionManager } from '@plainbox/manager';
import {
  type Asker,
  Autoresume,
  defaultConfigHome,
  FunctionExecutor,
  ProcessExecutor,
  type RunReport,
  SessionRunner,
} from '@plainbox/runner';
import { type JobDefinition, type JobResult, withoutTerminalCodes } from '@plainbox/state';
import type { RunAnswer } from '../answers/run.js';
import { PersonAsker } from '../asking/person-asker.js';
import type { RunnerOptions } from '../commands/options.js';
import { ExitCode } from '../exit-codes.js';
import { exitCodeOf, listenForInterruption, type StopSignal } from '../interruption.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from '../output/command-line.js';
import { writeJson } from '../output/json.js';
import {
  countOutcomes,
  countsByName,
  isFailure,
  type OutcomeRow,
  tellOutcomes,
  writeOutcomes,
} from '../output/outcome-summary.js';
import type { Person } from '../output/person.js';
import { writeRunEnd, writeRunEvents } from '../output/run-events.js';
import { count, oneLine } from '../output/text.js';
import { createDisplay } from '../run-display/create-display.js';
import type { RunDisplay } from '../run-display/run-display.js';
import { showRun } from '../run-display/show-run.js';

/** How a session is run and shown. */
export interface RunSessionOptions extends RunnerOptions {
  /** The words by which a printed command names this session. */
  readonly words: readonly string[];
  /** Tell each event as a line of JSON on stdout. */
  readonly jsonl?: boolean | undefined;
  /** Answer as one JSON document when it has ended. */
  readonly json?: boolean | undefined;
}

/** The jobs that a run would take up. */
export function jobsToDo(
  manager: SessionManager,
  options: RunnerOptions,
): readonly JobDefinition[] {
  return new SessionRunner(manager, runnerOptions(options)).toDo;
}

/**
 * Runs what a session still has to do, shows it, and says in the end what came of it and what to
 * type next. Sets the exit code.
 */
export async function runSession(
  manager: SessionManager,
  invocation: Invocation,
  options: RunSessionOptions,
): Promise<void> {
  const { terminal } = invocation;
  const stop = new AbortController();
  const kill = new AbortController();
  const display = await createDisplay(terminal);
  using interruption = listenForInterruption({
    stop(signal) {
      display.tell(`${signal}: stopping the running job; once more kills it at once`);
      stop.abort(new Error(`stopped by ${signal}`));
    },
    kill: () => kill.abort(),
  });
  const { person } = invocation;
  const interrupt = (): void => interruption.request('SIGINT');
  const runner = new SessionRunner(manager, {
    runGenerated: () => true,
    ...(person === undefined ? {} : { asker: askerFor(person, manager, display, interrupt) }),
    executors: [new FunctionExecutor(), new ProcessExecutor({ killSignal: kill.signal })],
    ...runnerOptions(options),
  });
  showRun(terminal, runner, display);
  if (options.jsonl) writeRunEvents(terminal, runner, manager);

  let report: RunReport;
  try {
    report = await runner.run({ signal: stop.signal });
  } finally {
    display.end();
  }

  const outcomes = outcomesOf(manager);
  invocation.exitCode = exitCodeOfRun(report, outcomes, interruption.received);
  if (options.jsonl) {
    writeRunEnd(terminal, report.status, invocation.exitCode, outcomes);
    tellOutcomes(terminal, outcomes);
  } else if (options.json) {
    writeJson<RunAnswer>(terminal, runAnswer(manager, report, outcomes, invocation.exitCode));
    tellOutcomes(terminal, outcomes);
  } else {
    writeOutcomes(terminal, outcomes);
  }
  tellWhatNext(manager, invocation, report, options.words);
  if (report.status === 'finished') await disarm(manager, invocation);
}

/** A session without anything left to do is not to be started at each boot. */
async function disarm({ storage }: SessionManager, { env, terminal }: Invocation): Promise<void> {
  const autoresume = new Autoresume(defaultConfigHome(env));
  const disarmed = await autoresume.disarm(storage.location);
  if (disarmed.length > 0)
    terminal.tell('the session no longer goes on by itself: it has come to its end');
}

function runAnswer(
  { storage: { id, location } }: SessionManager,
  { status, finished, left }: RunReport,
  outcomes: readonly OutcomeRow[],
  exitCode: ExitCode,
): RunAnswer {
  const counts = countsByName(outcomes);
  return {
    schema: 'plainbox-run/1',
    id,
    location,
    status,
    exitCode,
    outcomes: counts,
    finished,
    left,
  };
}

function askerFor(
  person: Person,
  manager: SessionManager,
  screen: RunDisplay,
  interrupt: () => void,
): Asker {
  return new PersonAsker({
    person,
    screen,
    tell: (line) => screen.tell(line),
    outputOf: (result) => outputText(manager, result),
    interrupt,
  });
}

function outputText(manager: SessionManager, result: JobResult): string {
  const pieces = [...manager.readIoLog(result)].map(({ data }) => data);
  return withoutTerminalCodes(Buffer.concat(pieces).toString('utf8'));
}

/** The options of a runner that were chosen on the command line. */
export function runnerOptions({ jobs, maxCrashes, timeout }: RunnerOptions): RunnerOptions {
  return {
    ...(jobs === undefined ? {} : { jobs }),
    ...(maxCrashes === undefined ? {} : { maxCrashes }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function outcomesOf({ devices }: SessionManager): readonly OutcomeRow[] {
  const results = devices.flatMap(({ state }) =>
    state.runList.flatMap(({ id }) => state.jobs.get(id)?.result ?? []),
  );
  return countOutcomes(
    results.map(({ outcome, executionDuration }) => ({ outcome, seconds: executionDuration })),
  );
}

function exitCodeOfRun(
  { status }: RunReport,
  outcomes: readonly OutcomeRow[],
  signal: StopSignal | undefined,
): ExitCode {
  if (status === 'stopped') return signal === undefined ? ExitCode.stopped : exitCodeOf(signal);
  if (status === 'waiting') return ExitCode.stopped;
  return outcomes.some(({ outcome }) => isFailure(outcome)) ? ExitCode.jobsFailed : ExitCode.done;
}

function tellWhatNext(
  { storage }: SessionManager,
  { terminal, program }: Invocation,
  { status, waitsFor, left }: RunReport,
  sessionWords: readonly string[],
): void {
  const colors = terminal.messageColors;
  const words = (name: string): string =>
    commandLine([...program, ...name.split(' '), ...sessionWords]);
  terminal.tell('');
  terminal.tell(`${colors.dim('session')}  ${oneLine(storage.location)}`);
  if (status === 'finished') {
    terminal.tell(`${colors.dim('look at')}  ${words('show')}`);
  } else {
    terminal.tell(`${count(left.length, 'job')} still to do`);
    if (waitsFor === 'reboot')
      terminal.tell('the machine is to reboot before the session can go on');
    terminal.tell(`${colors.dim('go on')}    ${words('resume')}`);
    if (waitsFor === 'reboot') {
      terminal.tell(`${colors.dim('by itself')}  ${words('autoresume arm')}`);
    }
  }
}
