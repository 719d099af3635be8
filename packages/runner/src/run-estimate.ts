import type { JobDefinition } from '@plainbox/state';

/** How long the jobs took that have run: what others are measured by. */
interface Experience {
  jobs: number;
  seconds: number;
}

/**
 * Estimates the work left. Jobs whose author gave no estimate are taken to last as long as those
 * did that have run.
 */
export class RunEstimate {
  readonly #experience: Experience;
  #knownSeconds = 0;
  #unknownJobs = 0;

  constructor(toDo: Iterable<JobDefinition>, experience: Experience = { jobs: 0, seconds: 0 }) {
    this.#experience = experience;
    for (const job of toDo) this.#count(job, 1);
  }

  /** An estimate of other work, by the same experience. */
  for(toDo: Iterable<JobDefinition>): RunEstimate {
    return new RunEstimate(toDo, this.#experience);
  }

  /** A job is over; `seconds` if it ran. */
  over(job: JobDefinition, seconds: number | null): void {
    this.#count(job, -1);
    if (seconds === null) return;
    this.#experience.jobs += 1;
    this.#experience.seconds += seconds;
  }

  get secondsLeft(): number | undefined {
    if (this.#unknownJobs === 0) return this.#knownSeconds;
    const { jobs, seconds } = this.#experience;
    return jobs === 0 ? undefined : this.#knownSeconds + (this.#unknownJobs * seconds) / jobs;
  }

  #count(job: JobDefinition, sign: 1 | -1): void {
    const seconds = job.estimatedDuration;
    if (seconds !== undefined && seconds >= 0) this.#knownSeconds += sign * seconds;
    else this.#unknownJobs += sign;
  }
}
