import { JobDefinition } from '@plainbox/state';
import type { Aftermath, StoryJob } from './story.js';

interface Edition extends StoryJob {
  /** How often it was changed. */
  readonly version: number;
  readonly isGone: boolean;
}

/** The job definitions of a story, as they are at one time. */
export class Definitions {
  readonly #jobs: readonly Edition[];

  private constructor(jobs: readonly Edition[]) {
    this.#jobs = jobs;
  }

  static of(jobs: readonly StoryJob[]): Definitions {
    return new Definitions(jobs.map((job) => ({ ...job, version: 0, isGone: false })));
  }

  /** Those that are not gone. */
  get units(): readonly JobDefinition[] {
    return this.#jobs.filter(({ isGone }) => !isGone).map(definitionOf);
  }

  job(id: string): StoryJob | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  after({ changes, gone, back }: Aftermath): Definitions {
    const changed = this.#jobs.map((job): Edition => {
      const own = changes.filter(({ id }) => id === job.id);
      const isGone = gone.includes(job.id) || (job.isGone && !back.includes(job.id));
      return Object.assign({ ...job, version: job.version + own.length, isGone }, ...own);
    });
    return new Definitions(changed);
  }
}

function definitionOf({ id, plugin, flags, depends, version }: Edition): JobDefinition {
  const command = plugin === 'manual' ? {} : { command: 'true' };
  return new JobDefinition({
    id,
    plugin,
    flags,
    depends: depends.join(' '),
    purpose: 'to be seen by a person',
    version: String(version),
    ...command,
  });
}
