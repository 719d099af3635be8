import type { JobDefinition, JobId } from '@plainbox/state';
import type { Decision, RunnerEvents, SessionRunner } from '../../src/index.js';

/** What a run does, as those hear who listen. */
export class HeardRun {
  /** What it says it will do; missing where it dies before. */
  begun: RunnerEvents['runStarted'][0] | undefined;
  readonly decisions: Decision[] = [];
  readonly #turns = new Map<string, JobId>();

  constructor(runner: SessionRunner) {
    runner.on('runStarted', (begun) => {
      this.begun = begun;
    });
    runner.on('decision', (decision) => void this.decisions.push(decision));
    runner.on('jobStarted', (started) => this.#tookUp(started));
    runner.on('jobFinished', (finished) => this.#tookUp(finished));
    runner.on('jobLeft', (left) => this.#tookUp(left));
  }

  /** The jobs whose turn came; one that runs on two devices stands here for each. */
  get turns(): readonly JobId[] {
    return [...this.#turns.values()];
  }

  #tookUp({ job, device }: { job: JobDefinition; device: string | null }): void {
    this.#turns.set(JSON.stringify([job.id, device]), job.id);
  }
}
