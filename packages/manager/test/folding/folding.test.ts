import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Built, buildManager } from './build.js';
import type { JobDefinition, SessionManager, SessionStorageRepository } from './built-manager.js';

const PATIENCE = { timeout: 50_000, interval: 50 };

vi.setConfig({ testTimeout: 60_000 });

let built: Built;
let jobs: JobDefinition[];
beforeAll(async () => {
  built = await buildManager();
  jobs = ['a', 'b'].map(
    (id) => new built.manager.JobDefinition({ id, plugin: 'shell', command: 'true' }),
  );
}, 60_000);
afterAll(() => built[Symbol.asyncDispose]());

let place: string;
let repo: SessionStorageRepository;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'plainbox-manager-'));
  repo = new built.manager.SessionStorageRepository(place);
});
afterEach(async () => {
  await repo.close();
  await rm(place, { recursive: true });
});

/** A saved session, and what makes one more checkpoint of it. */
async function session(): Promise<{
  manager: SessionManager;
  change: (comments?: string) => ReturnType<SessionManager['checkpoint']>;
}> {
  const manager = await built.manager.SessionManager.createSession({ units: jobs, repo });
  manager.state.updateDesiredJobs(jobs);
  await manager.checkpoint();
  let count = 0;
  const change = (comments = '') => {
    count += 1;
    const result = new built.manager.MemoryJobResult({
      outcome: 'fail',
      comments: `${count} ${comments}`,
    });
    manager.state.updateJobResult(count % 2 ? 'a' : 'b', result);
    return manager.checkpoint();
  };
  return { manager, change };
}

/** The same, with a journal that has outgrown its snapshot, so that a worker was started. */
async function longSession(): ReturnType<typeof session> {
  const made = await session();
  while (!made.manager.storage.snapshotDue) {
    await made.change(randomBytes(100_000).toString('base64'));
  }
  return made;
}

/** Number of the stored snapshot, as anybody who looks finds it. */
async function snapshotSequence({ storage: { id } }: SessionManager): Promise<number | undefined> {
  const reader = await repo.open(id, { readOnly: true });
  const checkpoint = await reader.load();
  await reader.close();
  return checkpoint?.snapshotSequence;
}

/** Whether what is stored now is the whole session as it is in memory. */
async function isStored({ storage, state }: SessionManager): Promise<boolean> {
  const codec = built.manager.defaultCodec();
  const reader = await repo.open(storage.id, { readOnly: true });
  const checkpoint = await reader.load();
  await reader.close();
  const stored = await codec.resume(checkpoint ?? { snapshot: new Uint8Array() }, jobs);
  return Buffer.from(codec.suspendSync(stored)).equals(codec.suspendSync(state));
}

const workerStarts = (): Promise<void> =>
  vi.waitFor(() => expect(built.hasWorker()).toBe(true), PATIENCE);

describe('while a worker folds the journal', () => {
  test('checkpoints go on, and what is stored in the end is the same session', async () => {
    const priority = getPriority();
    await built.letWorkers('wait');
    const { manager, change } = await longSession();
    await workerStarts();
    for (let at = 0; at < 5; at += 1) expect((await change()).kind).toBe('delta');
    expect(await snapshotSequence(manager)).toBe(1);

    await built.letWorkers('fold');
    await vi.waitFor(async () => {
      await change();
      expect(await snapshotSequence(manager)).toBeGreaterThan(1);
    }, PATIENCE);
    await change();
    expect(await isStored(manager)).toBe(true);
    // It is the worker alone that makes way for others.
    expect(getPriority()).toBe(priority);
    await manager.close();
    expect(await snapshotSequence(manager)).toBe(manager.storage.sequence);
  });

  test('the session can be closed, and is in one piece then', async () => {
    await built.letWorkers('wait');
    const { manager } = await longSession();
    await workerStarts();
    await manager.close();
    expect(await snapshotSequence(manager)).toBe(manager.storage.sequence);
    expect(await isStored(manager)).toBe(true);
  });

  test('its death leaves everything as it was, and the session is folded without it', async () => {
    await built.letWorkers('die');
    const { manager, change } = await longSession();
    await workerStarts();
    expect(await snapshotSequence(manager)).toBe(1);
    expect(await isStored(manager)).toBe(true);
    await vi.waitFor(async () => {
      expect((await change()).kind).toBe('delta');
      expect(await snapshotSequence(manager)).toBeGreaterThan(1);
    }, PATIENCE);
    await manager.close();
  });
});

describe('a process whose worker folds', () => {
  const start = (count: number) => {
    const child = spawn(process.execPath, [built.longSession, place, String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines, ended: once(child, 'exit') };
  };

  test.each(['wait', 'fold'] as const)('loses nothing when it is killed (%s)', async (act) => {
    await built.letWorkers(act);
    const { child, lines, ended } = start(1_000_000);
    const id = (await lines.next()).value;
    await workerStarts();
    child.kill('SIGKILL');
    await ended;
    let acknowledged = 0;
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      acknowledged = Number(line.value);
    }
    expect(acknowledged).toBeGreaterThan(30);
    const job = new built.manager.JobDefinition({ id: 'job', plugin: 'shell', command: 'true' });
    await using again = await built.manager.SessionManager.openSession(id, { units: [job], repo });
    const results = again.state.jobs.get('job')?.resultHistory.length;
    expect(results).toBeGreaterThanOrEqual(acknowledged);
    expect(results).toBe(again.storage.sequence - 1);
  });

  test('ends when there is nothing else to do', async () => {
    await built.letWorkers('wait');
    const { child, ended } = start(45);
    await workerStarts();
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });
});
