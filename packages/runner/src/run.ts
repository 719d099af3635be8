import { type JobDefinition, type JobId, SESSION_FLAGS } from '@plainbox/state';
import type { Decision } from './decisions/decision.js';
import { ownResultFile, removeSavedOutcome, sharedResultFile } from './decisions/saved-outcome.js';
import { settleCutOffAttempts } from './decisions/settle.js';
import { JobTurn } from './job-turn.js';
import { killLeftovers } from './processes/leftovers.js';
import type { RunContext } from './run-context.js';
import type { RunReport } from './run-report.js';

/** One run of a session, on one device after the other: from where it stands to where it can't go on. */
export class Run {
  readonly #contexts: readonly RunContext[];
  readonly #shared: Omit<RunContext, 'device' | 'state' | 'schedule' | 'ledger'>;
  readonly #jobsAtOnce: number;
  readonly #stop: AbortController;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(
    contexts: readonly RunContext[],
    { jobsAtOnce, stop }: { jobsAtOnce: number; stop: AbortController },
  ) {
    const [first] = contexts;
    if (first === undefined) throw new RangeError('a session has a device');
    this.#contexts = contexts;
    this.#shared = first;
    this.#jobsAtOnce = jobsAtOnce;
    this.#stop = stop;
  }

  async execute(): Promise<RunReport> {
    await this.#begin();
    for (const context of this.#contexts) {
      const before = context.finished.length;
      await this.#runJobsOf(context);
      sortFrom(before, context);
    }
    if (this.#failure) throw this.#failure.error;
    return this.#end();
  }

  /** Ends the run with the first error; what runs beside it is stopped. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort(error);
  }

  /** Settles what was under way on any device, before a job of another one gets in its way. */
  async #begin(): Promise<void> {
    const { progress, manager, checkpoint } = this.#shared;
    const shareDirectory = manager.directories?.sessionSharePathname;
    const decisions = this.#contexts.flatMap(settle);
    for (const { adoptGeneratedJobs } of this.#contexts) adoptGeneratedJobs();
    const toDo = this.#toDo;
    progress.begin(toDo);
    this.#noteWhatIsLeft(toDo.length > 0, ({ schedule }) => schedule.toDo.length > 0);
    await checkpoint();
    if (shareDirectory !== undefined) removeSavedOutcomes(decisions, shareDirectory);
    this.#tellBegin(decisions, toDo);
  }

  #tellBegin(decisions: readonly Decision[], toDo: readonly JobDefinition[]): void {
    const { events } = this.#shared;
    const kept = this.#contexts.flatMap(({ state, isToDo }) =>
      state.runList.filter(({ id }) => !isToDo(id)),
    );
    events.emit('runStarted', { toDo, kept });
    for (const decision of decisions) events.emit('decision', decision);
  }

  async #runJobsOf(context: RunContext): Promise<void> {
    for (;;) {
      const job = this.#nextJob(context);
      if (job) this.#take(context, job);
      else if (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
      else return;
    }
  }

  #nextJob({ schedule }: RunContext): JobDefinition | undefined {
    if (this.#stop.signal.aborted || this.#awaitsReboot) return undefined;
    if (this.#inFlight.size >= this.#jobsAtOnce) return undefined;
    const step = schedule.next();
    return step.kind === 'turn' ? step.job : undefined;
  }

  #take(context: RunContext, job: JobDefinition): void {
    const turn: Promise<void> = new JobTurn(context, job, this.#stop.signal)
      .take()
      .catch((error) => this.fail(error))
      .finally(() => this.#inFlight.delete(turn));
    this.#inFlight.add(turn);
  }

  async #end(): Promise<RunReport> {
    const left = this.#contexts.flatMap(leftOn);
    const report = this.#report(left);
    this.#noteWhatIsLeft(report.status !== 'finished', (context) => leftOn(context).length > 0);
    await this.#shared.checkpoint();
    this.#shared.events.emit('runFinished', report);
    return report;
  }

  #report(left: RunReport['left']): RunReport {
    const { finished, waitsForPerson } = this.#shared;
    if (this.#awaitsReboot) return { status: 'waiting', waitsFor: 'reboot', finished, left };
    if (this.#toDo.length > 0) return { status: 'stopped', finished, left };
    if (waitsForPerson.length > 0) return { status: 'waiting', waitsFor: 'person', finished, left };
    return { status: this.#hasNewWishes ? 'stopped' : 'finished', finished, left };
  }

  get #toDo(): readonly JobDefinition[] {
    return this.#contexts.flatMap(({ schedule }) => schedule.toDo);
  }

  /** Whether a job is to run once more that has had its turn in this run. */
  get #hasNewWishes(): boolean {
    return this.#contexts.some(({ device: { reruns }, state }) =>
      [...reruns].some((id) => state.runList.some((job) => job.id === id)),
    );
  }

  get #awaitsReboot(): boolean {
    return this.#contexts.some(({ awaitsReboot }) => awaitsReboot !== undefined);
  }

  /** The flag goes for the session as a whole, and stands where lists of sessions look: with each device. */
  #noteWhatIsLeft(isIncomplete: boolean, isLeftOn: (context: RunContext) => boolean): void {
    for (const context of this.#contexts) {
      const { state, ledger } = context;
      state.updateMetadata({
        runningJobName: ledger.running[0]?.job ?? null,
        remainingTodoJobs: isLeftOn(context),
        flags: state.metadata.flagsWith(SESSION_FLAGS.incomplete, isIncomplete),
      });
    }
  }
}

/** Puts what finished on a device in the order of its run list: that of a serial run. */
function sortFrom(start: number, { finished, state }: RunContext): void {
  const places = new Map(state.runList.map(({ id }, place) => [id, place]));
  const placeOf = (id: JobId): number => places.get(id) ?? places.size;
  const own = finished.splice(start).sort((a, b) => placeOf(a) - placeOf(b));
  for (const id of own) finished.push(id);
}

function removeSavedOutcomes(decisions: readonly Decision[], shareDirectory: string): void {
  if (decisions.length > 0) removeSavedOutcome(sharedResultFile(shareDirectory));
  for (const { job, device } of decisions) {
    removeSavedOutcome(ownResultFile(shareDirectory, job.id, device));
  }
}

function settle(context: RunContext): readonly Decision[] {
  killLeftovers(context.ledger.running, context.manager.storage);
  const { decisions, awaitsReboot } = settleCutOffAttempts(context);
  context.awaitsReboot = awaitsReboot?.job;
  return decisions;
}

function leftOn({ state, isToDo }: RunContext): readonly JobId[] {
  return state.runList.filter(({ id }) => isToDo(id)).map(({ id }) => id);
}
