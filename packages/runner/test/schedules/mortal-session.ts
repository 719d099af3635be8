import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition } from '@plainbox/state';
import { fileSystemRepository } from '@plainbox/storage';
import { expect } from 'vitest';
import { ownResultFile } from '../../src/decisions/saved-outcome.js';
import {
  FunctionExecutor,
  type FunctionJob,
  type JobFunction,
  SessionRunner,
} from '../../src/index.js';
import { Lifetime } from './lifetime.js';
import {
  changesBefore,
  type PlannedChange,
  type PlannedJob,
  type PlannedRun,
  policyFor,
  withoutFail,
} from './plan.js';

type Versions = ReadonlyMap<string, number>;

export type Executed = (job: PlannedJob, moment: 'begins' | 'ends') => void;

/** How a session is run, and how that ends: by itself, unless it is said. */
export interface Life extends Pick<PlannedRun, 'jobsAtOnce'>, Partial<Pick<PlannedRun, 'end'>> {
  /** How often a job may be cut off. */
  readonly maxCrashes: number;
}

/** What is changed before the next life. */
export type Changes = Pick<PlannedRun, 'changes' | 'underWay'>;

const NO_CHANGES: Changes = { changes: [], underWay: undefined };

interface Opening {
  readonly jobs: readonly PlannedJob[];
  readonly executed: Executed;
  readonly versions?: Versions;
  readonly changes?: readonly PlannedChange[];
}

/** A session on real files whose process can die at any step. */
export class MortalSession {
  readonly manager: SessionManager;
  /** What was changed before this life. */
  readonly changes: readonly PlannedChange[];
  readonly #jobs: readonly PlannedJob[];
  readonly #executed: Executed;
  /** How often the definition of each job was changed. */
  readonly #versions: Versions;
  #lifetime: Lifetime | undefined;
  readonly #underWay = new Set<string>();

  private constructor(
    manager: SessionManager,
    { jobs, executed, versions, changes }: Required<Opening>,
  ) {
    this.#versions = versions;
    this.manager = manager;
    this.changes = changes;
    this.#jobs = jobs;
    this.#executed = executed;
  }

  static async create(
    folder: string,
    jobs: readonly PlannedJob[],
    executed: Executed,
  ): Promise<MortalSession> {
    const units = jobs.map((job) => new Work(job, 0, () => undefined));
    const repo = fileSystemRepository(join(folder, '0'), { durability: 'none' });
    const manager = await SessionManager.createSession({ units, repo });
    manager.state.updateDesiredJobs(units);
    await manager.checkpoint();
    await manager.close();
    return MortalSession.#open(join(folder, '0'), manager.storage.id, { jobs, executed });
  }

  static async #open(
    folder: string,
    id: string,
    { jobs, executed, versions = new Map(), changes = [] }: Opening,
  ): Promise<MortalSession> {
    let session: MortalSession | undefined;
    const changed = new Map(versions);
    for (const change of changes) changed.set(change.id, (changed.get(change.id) ?? 0) + 1);
    const units = jobs.map(
      (job) => new Work(job, changed.get(job.id) ?? 0, () => session?.execute(job)),
    );
    const repo = fileSystemRepository(folder, { durability: 'none' });
    const open = (judged: readonly PlannedChange[]): Promise<SessionManager> =>
      SessionManager.openSession(id, {
        repo,
        units,
        // The one who died was this same process, and so is not proved dead.
        force: true,
        onChangedJob: ({ job }) => policyFor(judged, job.id),
      });
    const decided = withoutFail(changes);
    if (decided.length < changes.length) {
      await expect(open(changes)).rejects.toMatchObject({ code: 'INCOMPATIBLE_JOB' });
    }
    const manager = await open(decided);
    session = new MortalSession(manager, { jobs, executed, versions: changed, changes });
    return session;
  }

  async execute(job: PlannedJob): Promise<PlannedJob['outcome']> {
    this.#executed(job, 'begins');
    if (job.saves) {
      const share = this.manager.directories?.sessionSharePathname ?? '';
      writeFileSync(ownResultFile(share, job.id, null), JSON.stringify(job.outcome));
    }
    for (let turn = 0; turn < job.turns; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#lifetime?.step();
    }
    this.#executed(job, 'ends');
    return job.outcome;
  }

  /** Runs until the plan ends it, or to its end; returns the session that comes after, with changed definitions. */
  async run(
    { jobsAtOnce, end, maxCrashes }: Life,
    listen: (runner: SessionRunner) => void,
    changes: Changes = NO_CHANGES,
  ): Promise<MortalSession> {
    const lifetime = new Lifetime(this.manager, end);
    this.#lifetime = lifetime;
    const runner = new SessionRunner(this.manager, {
      jobs: jobsAtOnce,
      maxCrashes,
      executors: [new FunctionExecutor({ stopGrace: 0 })],
    });
    runner.on('jobStarted', ({ job: { id } }) => void this.#underWay.add(id));
    runner.on('jobFinished', ({ job: { id } }) => void this.#underWay.delete(id));
    listen(runner);
    const ended = runner.run({ signal: lifetime.stop }).then(() => this.manager.close());
    await Promise.race([lifetime.death, ended]);
    if (lifetime.isDead) await this.manager.storage.close();
    return this.#next(lifetime.folder, changes);
  }

  #next(folder: string, changes: Changes): Promise<MortalSession> {
    return MortalSession.#open(folder, this.manager.storage.id, {
      jobs: this.#jobs,
      executed: this.#executed,
      versions: this.#versions,
      changes: changesBefore(changes, this.#underWay),
    });
  }
}

class Work extends JobDefinition implements FunctionJob {
  readonly run: JobFunction;

  constructor({ id, depends, after }: PlannedJob, version: number, run: JobFunction) {
    const order = { depends: depends.join(' '), after: after.join(' ') };
    super({ id, plugin: 'shell', version: String(version), ...order });
    this.run = run;
  }
}
