import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition } from '@plainbox/state';
import { fileSystemRepository } from '@plainbox/storage';
import {
  FunctionExecutor,
  type FunctionJob,
  type JobFunction,
  SessionRunner,
} from '../../src/index.js';
import type { PlannedJob, PlannedRun } from './plan.js';

/** A life ends here: nothing that waits for this goes on. */
const never = new Promise<never>(() => {});

export type Executed = (job: PlannedJob, moment: 'begins' | 'ends') => void;

/**
 * A session on real files whose process can die at any step. Death is a copy of the files as they
 * are at that moment: what the dead one still does, it does to the old ones.
 */
export class MortalSession {
  readonly manager: SessionManager;
  readonly #jobs: readonly PlannedJob[];
  readonly #executed: Executed;
  #step: () => Promise<void> = async () => {};

  private constructor(manager: SessionManager, jobs: readonly PlannedJob[], executed: Executed) {
    this.manager = manager;
    this.#jobs = jobs;
    this.#executed = executed;
    const append = manager.storage.append.bind(manager.storage);
    manager.storage.append = async (...args) => {
      await this.#step();
      const receipt = await append(...args);
      await this.#step();
      return receipt;
    };
  }

  static async create(
    folder: string,
    jobs: readonly PlannedJob[],
    executed: Executed,
  ): Promise<MortalSession> {
    const units = jobs.map((job) => new Work(job, () => undefined));
    const repo = fileSystemRepository(join(folder, '0'), { durability: 'none' });
    const manager = await SessionManager.createSession({ units, repo });
    manager.state.updateDesiredJobs(units);
    await manager.checkpoint();
    await manager.close();
    return MortalSession.#open(join(folder, '0'), manager.storage.id, jobs, executed);
  }

  static async #open(
    folder: string,
    id: string,
    jobs: readonly PlannedJob[],
    executed: Executed,
  ): Promise<MortalSession> {
    let session: MortalSession | undefined;
    const units = jobs.map((job) => new Work(job, () => session?.execute(job)));
    const repo = fileSystemRepository(folder, { durability: 'none' });
    // The one who died was this same process, and so is not proved dead.
    const manager = await SessionManager.openSession(id, { repo, units, force: true });
    session = new MortalSession(manager, jobs, executed);
    return session;
  }

  async execute(job: PlannedJob): Promise<PlannedJob['outcome']> {
    this.#executed(job, 'begins');
    for (let turn = 0; turn < job.turns; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#step();
    }
    this.#executed(job, 'ends');
    return job.outcome;
  }

  /** Runs until the plan ends it, or to its end; returns the session that comes after. */
  async run(
    { jobsAtOnce, end }: Pick<PlannedRun, 'jobsAtOnce'> & Partial<Pick<PlannedRun, 'end'>>,
    listen: (runner: SessionRunner) => void,
  ): Promise<MortalSession> {
    const stop = new AbortController();
    const runner = new SessionRunner(this.manager, {
      jobs: jobsAtOnce,
      maxCrashes: 1000,
      executors: [new FunctionExecutor({ stopGrace: 0 })],
    });
    listen(runner);
    const death = this.#planEnd(end, stop);
    const ended = runner.run({ signal: stop.signal }).then(() => this.manager.close());
    const found = await Promise.race([death, ended]);
    if (found === undefined) return this.#next(dirname(this.manager.storage.location));
    await this.manager.storage.close();
    return this.#next(found);
  }

  /** The folder in which the session is found after its death, if it dies. */
  #planEnd(end: PlannedRun['end'] | undefined, stop: AbortController): Promise<string> {
    let steps = 0;
    let isDead = false;
    return new Promise((resolve) => {
      this.#step = async () => {
        if (isDead) return never;
        steps += 1;
        if (end?.afterSteps !== steps) return;
        if (end.kind === 'stop') return stop.abort(new Error('stopped'));
        isDead = true;
        const folder = dirname(this.manager.storage.location);
        const found = `${folder}+`;
        cpSync(folder, found, { recursive: true, verbatimSymlinks: true });
        resolve(found);
        return never;
      };
    });
  }

  #next(folder: string): Promise<MortalSession> {
    return MortalSession.#open(folder, this.manager.storage.id, this.#jobs, this.#executed);
  }
}

class Work extends JobDefinition implements FunctionJob {
  readonly run: JobFunction;

  constructor({ id, depends, after }: PlannedJob, run: JobFunction) {
    super({ id, plugin: 'shell', depends: depends.join(' '), after: after.join(' ') });
    this.run = run;
  }
}
