import { type JobDefinition, type JobResult, JobResultBuilder } from '@plainbox/state';
import type { JobExecutor } from '../executors/executor.js';
import type { PersonsPart } from '../executors/plugins.js';
import type { EndedAttempt, JobTurn } from '../job-turn.js';
import type { RunContext } from '../run-context.js';
import { endsSession } from '../schedule/exclusive.js';
import type { Answer, Question } from './asker.js';

type Judgement = Extract<Answer, { readonly outcome: unknown }>;

/**
 * The part of a job's turn that a person has. What was typed is kept as soon as it was; a command
 * that has run is not run again because nobody was there to judge it.
 */
export class PersonTurn {
  readonly #context: RunContext;
  readonly #job: JobDefinition;
  readonly #turn: JobTurn;

  constructor(context: RunContext, job: JobDefinition, turn: JobTurn) {
    this.#context = context;
    this.#job = job;
    this.#turn = turn;
  }

  /** A job without a command: the person does it and says what came of it. */
  async judgeAlone(stop: AbortSignal): Promise<void> {
    const answer = await this.#ask({ kind: 'manual' }, stop);
    if (answer && 'outcome' in answer) return this.#conclude(new JobResultBuilder(), answer, 0);
  }

  /** A job whose command needs a person before it, after it, or both. */
  async takePart(part: PersonsPart, executor: JobExecutor, stop: AbortSignal): Promise<void> {
    const ended = this.#endedBefore(part) ?? (await this.#startAndRun(part.starts, executor, stop));
    if (!ended) return;
    // A command that is to reboot the machine is judged once it has.
    const isToReboot = endsSession(this.#job) && ended.result.outcome === 'pass';
    if (!part.verifies || ended.isTimedOut || isToReboot) return this.#turn.conclude(ended);
    const undecided = this.#undecided(ended.result);
    if (this.#context.state.jobs.get(this.#job.id)?.result !== undecided) {
      this.#turn.enter(undecided);
      this.#turn.noteRunning();
      await this.#context.checkpoint();
    }
    const answer = await this.#ask({ kind: 'verify', result: undecided }, stop);
    if (!answer || !('outcome' in answer)) return;
    return this.#conclude(JobResultBuilder.from(undecided), answer, ended.number);
  }

  /** The command's result of an earlier run, that is yet to be judged. */
  #endedBefore({ verifies }: PersonsPart): EndedAttempt | undefined {
    const { device, state } = this.#context;
    const jobState = state.jobs.get(this.#job.id);
    const isUndecided = verifies && jobState?.result.outcome === 'undecided';
    if (!isUndecided || device.reruns.has(this.#job.id)) return undefined;
    const { result, resultHistory } = jobState;
    return { result, number: resultHistory.length, isTimedOut: false };
  }

  async #startAndRun(
    asksFirst: boolean,
    executor: JobExecutor,
    stop: AbortSignal,
  ): Promise<EndedAttempt | undefined> {
    if (asksFirst) {
      const answer = await this.#ask({ kind: 'start' }, stop);
      if (!answer) return undefined;
      if ('outcome' in answer) {
        await this.#conclude(new JobResultBuilder(), answer, 0);
        return undefined;
      }
    }
    return this.#turn.run(executor);
  }

  #undecided(result: JobResult): JobResult {
    if (result.outcome === 'undecided') return result;
    const builder = JobResultBuilder.from(result);
    builder.outcome = 'undecided';
    return builder.build();
  }

  async #conclude(
    builder: JobResultBuilder,
    { outcome, comments }: Judgement,
    attempt: number,
  ): Promise<void> {
    builder.outcome = outcome;
    if (comments) builder.addComment(comments);
    this.#context.ledger.keepDraft(this.#job.id, '');
    return this.#turn.record(builder.build(), attempt);
  }

  /** The answer; where there is none the job is left, for another run or for somebody who is there. */
  async #ask(
    question: Pick<Question, 'kind' | 'result'>,
    stop: AbortSignal,
  ): Promise<Answer | undefined> {
    const { asker, device, ledger, schedule, waitsForPerson } = this.#context;
    const job = this.#job;
    try {
      const answer = await asker?.ask(
        {
          ...question,
          job,
          device: device.device,
          draft: ledger.draftOf(job.id),
          keep: async (draft) => {
            ledger.keepDraft(job.id, draft);
            await this.#context.checkpoint();
          },
        },
        { signal: stop },
      );
      if (answer) return answer;
    } catch (error) {
      schedule.stopped(job);
      if (!stop.aborted || error !== stop.reason) throw error;
      return undefined;
    }
    waitsForPerson.push(job.id);
    this.#turn.leave('it waits for a person');
    return undefined;
  }
}
