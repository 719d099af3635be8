import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition, type Outcome } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtProgram } from '../kit/built-program.js';
import { childrenOf } from '../kit/processes.js';
import type { Orders } from '../kit/runs-session.js';
import { temporaryFolder } from '../kit/session.js';
import { type HeardDecision, Model } from './model.js';
import type { Changes, Life } from './mortal-session.js';
import {
  changesBefore,
  type Plan,
  type PlannedChange,
  type PlannedJob,
  plans,
  policyFor,
  withoutFail,
} from './plan.js';

const program = builtProgram('runs-session');

const fieldsOf = (
  { id, outcome, turns, depends, after }: PlannedJob,
  version: number,
): Record<string, string> => ({
  id,
  version: String(version),
  plugin: 'shell',
  command: `echo ${id} >> "$PLAINBOX_SESSION_SHARE/begun"; sleep 0.0${turns}; exit ${outcome === 'pass' ? 0 : 1}`,
  depends: depends.join(' '),
  after: after.join(' '),
});

interface Heard {
  runStarted(): void;
  decision(decision: HeardDecision): void;
  jobFinished(id: string, outcome: Outcome): void;
}

/** A session that is run in processes of its own, each of which may be killed. */
class Killed {
  readonly #folder: string;
  readonly #planned: readonly PlannedJob[];
  readonly #versions = new Map<string, number>();
  #changes: readonly PlannedChange[] = [];
  #session: string | undefined;
  readonly #underWay = new Set<string>();

  constructor(folder: string, plan: Plan) {
    this.#folder = folder;
    this.#planned = plan.jobs;
  }

  get #jobs(): Record<string, string>[] {
    return this.#planned.map((job) => fieldsOf(job, this.#versions.get(job.id) ?? 0));
  }

  /** What was decided on the jobs that were changed last. */
  get changes(): readonly PlannedChange[] {
    return this.#changes;
  }

  /** Changes the definitions of jobs, for all lives to come. */
  change(changes: Changes): void {
    this.#changes = withoutFail(changesBefore(changes, this.#underWay));
    for (const { id } of this.#changes) this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
  }

  /** The session as it is found between two lives. */
  async look(see: (manager: SessionManager) => Promise<void> | void): Promise<void> {
    if (this.#session === undefined) return;
    const repo = new SessionStorageRepository(this.#folder);
    const units = this.#jobs.map((fields) => new JobDefinition(fields));
    const manager = await SessionManager.openSession(this.#session, {
      repo,
      units,
      onChangedJob: ({ job }) => policyFor(this.#changes, job.id),
    });
    await see(manager);
    await manager.close();
  }

  /** One life: killed or stopped after so many events, if the plan says so. */
  async live({ jobsAtOnce, end, maxCrashes }: Life, heard: Heard): Promise<void> {
    const orders: Orders = {
      folder: this.#folder,
      jobs: this.#jobs,
      changed: Object.fromEntries(this.#changes.map(({ id, policy }) => [id, policy])),
      options: { jobs: jobsAtOnce, maxCrashes },
      ...(this.#session === undefined ? {} : { session: this.#session }),
    };
    const child = spawn(process.execPath, [await program(), JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    let events = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line);
      if (event.session) this.#session = event.session;
      if (event.event === 'runStarted') heard.runStarted();
      if (event.event === 'jobStarted') this.#underWay.add(event.id);
      if (event.event === 'jobFinished') this.#underWay.delete(event.id);
      if (event.event === 'decision') heard.decision(event);
      if (event.event === 'jobFinished') heard.jobFinished(event.id, event.outcome);
      events += 1;
      if (end?.afterSteps !== events) continue;
      if (end.kind === 'stop') child.kill('SIGTERM');
      else kill(child.pid ?? 0);
    }
    await ended;
  }

  /** Jobs that were begun so far, each as often as it was. */
  begun(): string[] {
    const file = join(this.#folder, `${this.#session}.session`, 'session-share', 'begun');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }
}

/** The runner first, so that it sees nothing of its jobs' deaths. */
function kill(runner: number): void {
  const jobs = childrenOf(runner);
  process.kill(runner, 'SIGKILL');
  for (const group of jobs) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

test('the same holds of real processes that are really killed', async () => {
  const { PLAINBOX_REAL_SCHEDULES: given } = process.env;
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      // A kill may come between the beginning of a job and the saving of its outcome: nobody knows what is due then.
      const jobs = plan.jobs.map((job) => ({ ...job, saves: false }));
      const model = new Model({ ...plan, jobs });
      const killed = new Killed(await temporaryFolder(), plan);
      for (const run of [...plan.runs, { ...plan.last, changes: [] }]) {
        killed.change(run);
        await killed.look((manager) => model.found(manager, killed.changes));
        const before = killed.begun().length;
        // What was begun in this life is known only after it; by then all that finished is too.
        const told: Parameters<Model['told']>[] = [];
        await killed.live(
          { ...run, maxCrashes: plan.maxCrashes },
          {
            runStarted: () => model.runStarted(),
            decision: (decision) => model.decided(decision),
            jobFinished: (...finished) => told.push(finished),
          },
        );
        for (const id of killed.begun().slice(before)) model.begins(id);
        for (const finished of told) model.told(...finished);
      }
      await killed.look(({ state }) => {
        const outcomes = new Map([...state.jobs].map(([id, { result }]) => [id, result.outcome]));
        expect(outcomes).toEqual(model.outcomes());
      });
    }),
    { numRuns: Number(given ?? 8), endOnFailure: true },
  );
}, 300_000);
