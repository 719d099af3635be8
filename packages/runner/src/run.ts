import { type JobDefinition, SESSION_FLAGS } from '@plainbox/state';
import { settleInterruption } from './decisions/settle-interruption.js';
import { JobTurn } from './job-turn.js';
import type { RunContext } from './run-context.js';
import type { RunReport } from './run-report.js';

/** One run of a session: from where it stands to where it can't go on. */
export class Run {
  readonly #context: RunContext;
  readonly #jobsAtOnce: number;
  readonly #stop = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(context: RunContext, jobsAtOnce: number) {
    this.#context = context;
    this.#jobsAtOnce = jobsAtOnce;
  }

  async execute(signal: AbortSignal | undefined): Promise<RunReport> {
    const stop = (): void => this.#stop.abort(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      await this.#begin();
      await this.#runJobs();
      if (this.#failure) throw this.#failure.error;
      return await this.#end();
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async #begin(): Promise<void> {
    const { state, schedule, progress } = this.#context;
    const decision = settleInterruption(state, this.#context.maxCrashes);
    const { toDo } = schedule;
    progress.begin(toDo);
    state.updateMetadata({
      runningJobName: null,
      remainingTodoJobs: toDo.length > 0,
      flags: state.metadata.flagsWith(SESSION_FLAGS.incomplete, toDo.length > 0),
    });
    await this.#context.checkpoint();
    if (decision) this.#context.events.emit('decision', decision);
    const open = new Set(toDo);
    const kept = state.runList.filter((job) => !open.has(job));
    this.#context.events.emit('runStarted', { toDo, kept });
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
    if (this.#stop.signal.aborted || this.#inFlight.size >= this.#jobsAtOnce) return undefined;
    const step = this.#context.schedule.next();
    return step.kind === 'turn' ? step.job : undefined;
  }

  #take(job: JobDefinition): void {
    const turn: Promise<void> = new JobTurn(this.#context, job)
      .take(this.#stop.signal)
      .catch((error) => this.#fail(error))
      .finally(() => this.#inFlight.delete(turn));
    this.#inFlight.add(turn);
  }

  /** Ends the run with the first error; what runs beside it is stopped. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort(error);
  }

  async #end(): Promise<RunReport> {
    const { state, schedule, isToDo } = this.#context;
    const left = state.runList.filter(({ id }) => isToDo(id)).map(({ id }) => id);
    const report = this.#report(left, schedule.toDo.length > 0);
    state.updateMetadata({
      runningJobName: null,
      remainingTodoJobs: left.length > 0,
      flags: state.metadata.flagsWith(SESSION_FLAGS.incomplete, report.status !== 'finished'),
    });
    await this.#context.checkpoint();
    this.#context.events.emit('runFinished', report);
    return report;
  }

  #report(left: RunReport['left'], hasMore: boolean): RunReport {
    const { finished, waitsForPerson } = this.#context;
    if (hasMore) return { status: 'stopped', finished, left };
    if (waitsForPerson.length > 0) return { status: 'waiting', waitsFor: 'person', finished, left };
    return { status: 'finished', finished, left };
  }
}
