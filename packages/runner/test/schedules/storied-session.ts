import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SessionManager } from '@plainbox/manager';
import { SessionDeviceContext, SessionState } from '@plainbox/state';
import { fileSystemRepository } from '@plainbox/storage';
import {
  type Asker,
  type ExecutionReport,
  type JobExecution,
  type JobExecutor,
  type RunReport,
  recordVerdict,
  SessionRunner,
} from '../../src/index.js';
import { Ledger } from '../../src/ledger.js';
import { Definitions } from './definitions.js';
import { Lifetime } from './lifetime.js';
import type { Chapter, Story } from './story.js';

/** How far the story has come. */
interface Place {
  readonly chapter: Chapter;
  readonly later: readonly Chapter[];
  readonly definitions: Definitions;
  readonly boot: number;
}

/** A session on real files in one chapter of its story: what happens to it before a run, the run, and how it is found. */
export class StoriedSession implements JobExecutor, Asker {
  readonly manager: SessionManager;
  readonly chapter: Chapter;
  readonly #story: Story;
  readonly #place: Place;
  readonly #lifetime: Lifetime;

  private constructor(manager: SessionManager, story: Story, place: Place) {
    this.manager = manager;
    this.chapter = place.chapter;
    this.#story = story;
    this.#place = place;
    this.#lifetime = new Lifetime(manager, place.chapter.run.end);
  }

  static async create(folder: string, story: Story): Promise<StoriedSession> {
    const [chapter, ...later] = story.chapters;
    const definitions = Definitions.of(story.jobs);
    const { units } = definitions;
    const manager = await SessionManager.createSession({
      units,
      repo: fileSystemRepository(join(folder, '0'), { durability: 'none' }),
    });
    if (story.hasPhone) {
      const phone = new SessionDeviceContext(new SessionState(units), { device: 'phone' });
      manager.addDeviceContext(phone);
    }
    for (const { state } of manager.devices) state.updateDesiredJobs(units);
    await manager.checkpoint();
    return new StoriedSession(manager, story, { chapter, later, definitions, boot: 1 });
  }

  /** What happens before the run. */
  prepare(): void {
    const { wishes, wishesCutOff, verdicts } = this.chapter.before;
    const { maxCrashes } = this.#story;
    for (const { id, onPhone } of wishes) {
      const device = this.manager.devices[onPhone ? 1 : 0];
      if (device?.state.jobs.has(id)) device.reruns.add(id);
    }
    for (const { data, reruns } of wishesCutOff ? this.manager.devices : []) {
      for (const { job } of new Ledger(data).running) reruns.add(job);
    }
    for (const { id, onPhone, outcome } of verdicts) {
      const device = this.manager.devices[onPhone ? 1 : 0];
      if (!device?.state.jobs.has(id)) continue;
      recordVerdict(this.manager, { id }, { outcome }, { device, maxCrashes });
    }
  }

  /** Who is to run it. */
  runner(): SessionRunner {
    const { jobsAtOnce, hasPerson } = this.chapter.run;
    return new SessionRunner(this.manager, {
      jobs: jobsAtOnce,
      maxCrashes: this.#story.maxCrashes,
      bootId: `boot-${this.#place.boot}`,
      executors: [this],
      ...(hasPerson ? { asker: this } : {}),
    });
  }

  /** Runs it as the chapter says; `undefined` if the process dies before the run has ended. */
  run(runner: SessionRunner): Promise<RunReport | undefined> {
    const { stop, death } = this.#lifetime;
    return Promise.race([death.then(() => undefined), runner.run({ signal: stop })]);
  }

  accepts(): boolean {
    return true;
  }

  /** A job is run: it saves what it has to, and takes two turns of the event loop. */
  async execute({ job: { id }, signal, resultFile = '' }: JobExecution): Promise<ExecutionReport> {
    const { saves, outcome = 'pass' } = this.#place.definitions.job(id) ?? {};
    if (saves) writeFileSync(resultFile, JSON.stringify({ outcome: saves }));
    for (let turn = 0; turn < 2; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#step(signal);
    }
    return { outcome };
  }

  /** The person is asked, and is content. */
  async ask(
    ...[{ kind }, { signal }]: Parameters<Asker['ask']>
  ): Promise<Awaited<ReturnType<Asker['ask']>>> {
    await this.#step(signal);
    return kind === 'start' ? { start: true } : { outcome: 'pass' };
  }

  async #step(signal: AbortSignal): Promise<void> {
    await this.#lifetime.step();
    signal.throwIfAborted();
  }

  /** The session as the next chapter finds it, closed or as its process has died; `undefined` at the story's end. */
  async next(): Promise<StoriedSession | undefined> {
    await this.#close();
    const [chapter, ...later] = this.#place.later;
    if (!chapter) return undefined;
    const { after } = this.chapter;
    const definitions = this.#place.definitions.after(after);
    const manager = await SessionManager.openSession(this.manager.storage.id, {
      repo: fileSystemRepository(this.#lifetime.folder, { durability: 'none' }),
      units: definitions.units,
      // The one who died was this same process, and so is not proved dead.
      force: true,
      onChangedJob: after.onChangedJob,
      onGoneJob: 'setAside',
    });
    const boot = this.#place.boot + (after.reboots ? 1 : 0);
    return new StoriedSession(manager, this.#story, { chapter, later, definitions, boot });
  }

  /** The process may die even now. */
  async #close(): Promise<void> {
    const { manager } = this;
    if (!this.#lifetime.isDead) await Promise.race([this.#lifetime.death, manager.close()]);
    if (this.#lifetime.isDead) await manager.storage.close();
  }
}
