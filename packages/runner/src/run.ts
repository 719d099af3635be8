import { type JobDefinition, SESSION_FLAGS } from '@plainbox/state';
import { removeSavedOutcome } from './decisions/saved-outcome.js';
import { type Settlement, settleCutOffAttempts } from './decisions/settle.js';
import { JobTurn } from './job-turn.js';
import { killLeftovers } from './processes/leftovers.js';
import type { RunContext } from './run-context.js';
import type { RunReport } from './run-report.js';

/** One run of a session: from where it stands to where it can't go on. */
export class Run {
  readonly #context: RunContext;
  readonly #jobsAtOnce: number;
  readonly #stop: AbortController;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(
    context: RunContext,
    { jobsAtOnce, stop }: { jobsAtOnce: number; stop: AbortController },
  ) {
    this.#context = context;
    this.#jobsAtOnce = jobsAtOnce;
    this.#stop = stop;
  }

  async execute(): Promise<RunReport> {
    await this.#begin();
    await this.#runJobs();
    if (this.#failure) throw this.#failure.error;
    return this.#end();
  }

  /** Ends the run with the first error; what runs beside it is stopped. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort(error);
  }

  async #begin(): Promise<void> {
    const { schedule, progress, manager } = this.#context;
    const shareDirectory = manager.directories?.sessionSharePathname;
    this.#endLeftovers(shareDirectory);
    const settled = settleCutOffAttempts(this.#context);
    this.#context.awaitsReboot = settled.awaitsReboot?.job;
    this.#context.adoptGeneratedJobs();
    const { toDo } = schedule;
    progress.begin(toDo);
    this.#noteWhatIsLeft(toDo.length > 0);
    await this.#context.checkpoint();
    if (settled.decisions.length > 0) removeSavedOutcome(shareDirectory);
    this.#tellBegin(settled, toDo);
  }

  #endLeftovers(shareDirectory: string | undefined): void {
    if (shareDirectory === undefined) return;
    for (const { job, pause } of this.#context.ledger.running) {
      if (pause !== 'reboot') killLeftovers(job, shareDirectory);
    }
  }

  #tellBegin({ decisions }: Settlement, toDo: readonly JobDefinition[]): void {
    const { state, events } = this.#context;
    const open = new Set(toDo);
    events.emit('runStarted', { toDo, kept: state.runList.filter((job) => !open.has(job)) });
    for (const decision of decisions) events.emit('decision', decision);
  }

  async #runJobs(): Promise<void> {
    for (;;) {
      const job = this.#nextJob();
      if (job) this.#take(job);
      else if (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
      else return;
    }
  }

  #nextJob(): JobDefinition | undefined {
    const { awaitsReboot, schedule } = this.#context;
    if (this.#stop.signal.aborted || awaitsReboot !== undefined) return undefined;
    if (this.#inFlight.size >= this.#jobsAtOnce) return undefined;
    const step = schedule.next();
    return step.kind === 'turn' ? step.job : undefined;
  }

  #take(job: JobDefinition): void {
    const turn: Promise<void> = new JobTurn(this.#context, job, this.#stop.signal)
      .take()
      .catch((error) => this.fail(error))
      .finally(() => this.#inFlight.delete(turn));
    this.#inFlight.add(turn);
  }

  async #end(): Promise<RunReport> {
    const { state, isToDo, events } = this.#context;
    const left = state.runList.filter(({ id }) => isToDo(id)).map(({ id }) => id);
    const report = this.#report(left);
    this.#noteWhatIsLeft(left.length > 0, report.status !== 'finished');
    await this.#context.checkpoint();
    events.emit('runFinished', report);
    return report;
  }

  #report(left: RunReport['left']): RunReport {
    const { finished, waitsForPerson, awaitsReboot, schedule } = this.#context;
    if (awaitsReboot !== undefined)
      return { status: 'waiting', waitsFor: 'reboot', finished, left };
    if (schedule.toDo.length > 0) return { status: 'stopped', finished, left };
    if (waitsForPerson.length > 0) return { status: 'waiting', waitsFor: 'person', finished, left };
    return { status: 'finished', finished, left };
  }

  #noteWhatIsLeft(isLeft: boolean, isIncomplete: boolean = isLeft): void {
    const { state, ledger } = this.#context;
    state.updateMetadata({
      runningJobName: ledger.running[0]?.job ?? null,
      remainingTodoJobs: isLeft,
      flags: state.metadata.flagsWith(SESSION_FLAGS.incomplete, isIncomplete),
    });
  }
}
