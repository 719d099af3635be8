import type { SessionStorage } from '@plainbox/storage';
import type { RunAnswer } from '../answers/run.js';
import type { RunEvent } from '../answers/run-event.js';
import { CliError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import { exitCodeOf, listenForInterruption } from '../interruption.js';
import type { Invocation } from '../invocation.js';
import { writeJson } from '../output/json.js';
import {
  countOutcomes,
  countsByName,
  isFailure,
  type OutcomeRow,
  tellOutcomes,
  writeOutcomes,
} from '../output/outcome-summary.js';
import { createDisplay } from '../run-display/create-display.js';
import type { RunDisplay, RunStanding } from '../run-display/run-display.js';
import { type DeviceObservation, DeviceObservers } from './device-observers.js';
import { inspectDevices } from './inspect-devices.js';
import { SessionChanges } from './session-changes.js';
import { jobOnDevice } from './session-devices.js';
import type { NamedSession } from './session-reference.js';

/** How a session is watched. */
export interface WatchOptions {
  readonly json?: boolean | undefined;
  readonly jsonl?: boolean | undefined;
  /** The exit code is the run's. */
  readonly exitStatus?: boolean | undefined;
}

/** Follows a session until nobody is at work on it, and tells what came of it. */
export async function watchSession(
  session: NamedSession,
  invocation: Invocation,
  options: WatchOptions,
): Promise<void> {
  const { terminal } = invocation;
  await using storage = await session.openToRead();
  const stop = new AbortController();
  using interruption = listenForInterruption({
    stop: () => stop.abort(),
    kill: () => stop.abort(),
  });
  using changes = new SessionChanges(storage.location);

  const isLive = await isAtWork(session);
  const observer = await firstLook(session, storage, changes, stop.signal);
  if (!isLive) terminal.tell(`nobody is at work on session ${session.id}: this is how it stands`);
  const display = await createDisplay(terminal);
  const telling = new Telling(observer, display, (event) => {
    if (options.jsonl) terminal.write(`${JSON.stringify(event)}\n`);
  });
  telling.begin(storage, isLive);
  let goesOn = isLive;
  try {
    while (goesOn && !stop.signal.aborted && !terminal.isClosed) {
      // Asked before looking: what is saved until the end is told as well.
      goesOn = await isAtWork(session);
      const inspected = await inspectDevices(storage);
      if (inspected !== undefined) telling.tell(observer.observe(inspected));
      if (goesOn) await changes.next(stop.signal);
    }
  } finally {
    display.end();
  }
  const { received } = interruption;
  const interrupted = goesOn && received !== undefined ? exitCodeOf(received) : undefined;
  end(storage, observer, telling.finished, invocation, options, interrupted);
  if (interrupted !== undefined) terminal.tell('the session goes on without being watched');
  if (received !== undefined) invocation.exitCode = exitCodeOf(received);
}

async function isAtWork({ place, id }: NamedSession): Promise<boolean> {
  const owner = await place.repository.findOwner(id);
  return owner !== undefined && !owner.isDead;
}

/** Waits for the first checkpoint of a session that is just being begun. */
async function firstLook(
  session: NamedSession,
  storage: SessionStorage,
  changes: SessionChanges,
  signal: AbortSignal,
): Promise<DeviceObservers> {
  for (;;) {
    const goesOn = (await isAtWork(session)) && !signal.aborted;
    const inspected = await inspectDevices(storage);
    if (inspected !== undefined) return new DeviceObservers(inspected);
    if (!goesOn) {
      throw new CliError('NOTHING_SAVED', `nothing was saved of session ${session.id} yet`, {
        command: ['resume', ...session.wordsToWrite],
      });
    }
    await changes.next(signal);
  }
}

/** Tells observations to whoever looks, and to whoever reads. */
class Telling {
  readonly finished: string[] = [];
  readonly #observer: DeviceObservers;
  readonly #display: RunDisplay;
  readonly #write: (event: RunEvent) => void;

  constructor(observer: DeviceObservers, display: RunDisplay, write: (event: RunEvent) => void) {
    this.#observer = observer;
    this.#display = display;
    this.#write = write;
  }

  begin({ id, location }: SessionStorage, isLive: boolean): void {
    const { done: kept, toDo: todo } = this.#observer.standing;
    this.#write({
      schema: 'plainbox-run-event/1',
      event: 'session-begins',
      id,
      location,
      kept,
      todo,
    });
    if (isLive) this.#display.begin(this.#standing());
  }

  tell(observations: readonly DeviceObservation[]): void {
    for (const { observed, ...where } of observations) {
      const { job, attempt } = observed;
      const name = jobOnDevice(job, where.device);
      if (observed.kind === 'jobStarted') {
        this.#write({ event: 'job-begins', job, ...where, attempt });
        this.#display.jobStarted(name, this.#standing());
        continue;
      }
      const { outcome, executionDuration: seconds, comments } = observed.result;
      this.finished.push(job);
      this.#write({ event: 'job-ends', job, ...where, attempt, outcome, seconds, comments });
      const finished = {
        id: name,
        outcome,
        seconds,
        comments: outcome === 'pass' ? null : comments,
      };
      this.#display.jobFinished(finished, this.#standing());
    }
  }

  #standing(): RunStanding {
    const { done, toDo } = this.#observer.standing;
    return { done: done.length, total: done.length + toDo.length, secondsLeft: undefined };
  }
}

function end(
  { id, location }: SessionStorage,
  observer: DeviceObservers,
  finished: readonly string[],
  invocation: Invocation,
  { json, jsonl, exitStatus }: WatchOptions,
  interrupted: ExitCode | undefined,
): void {
  const { terminal } = invocation;
  const outcomes = countOutcomes(
    observer.results.map(({ outcome, executionDuration }) => ({
      outcome,
      seconds: executionDuration,
    })),
  );
  const ended = observer.isIncomplete ? 'stopped' : 'finished';
  const status = interrupted === undefined ? ended : 'running';
  const exitCode = interrupted ?? exitCodeOfRun(ended, outcomes);
  if (exitStatus) invocation.exitCode = exitCode;
  const counts = countsByName(outcomes);
  if (json) {
    const left = observer.standing.toDo;
    writeJson<RunAnswer>(terminal, {
      ...{ schema: 'plainbox-run/1', id, location, status, exitCode },
      ...{ outcomes: counts, finished, left },
    });
    return;
  }
  if (jsonl) {
    // Of a session that goes on there is no end to tell.
    if (status !== 'running') {
      const event: RunEvent = { event: 'session-ends', status, exitCode, outcomes: counts };
      terminal.write(`${JSON.stringify(event)}\n`);
    }
    tellOutcomes(terminal, outcomes);
  } else {
    writeOutcomes(terminal, outcomes);
  }
}

function exitCodeOfRun(status: 'stopped' | 'finished', outcomes: readonly OutcomeRow[]): ExitCode {
  if (status === 'stopped') return ExitCode.stopped;
  return outcomes.some(({ outcome }) => isFailure(outcome)) ? ExitCode.jobsFailed : ExitCode.done;
}
