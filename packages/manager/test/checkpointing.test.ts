import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JobDefinition, MemoryJobResult, type Outcome } from '@plainbox/state';
import {
  type AppendedRecord,
  defineRepository,
  type Fence,
  MemoryDriver,
  memoryRepository,
} from '@plainbox/storage';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { defaultCodec, SessionManager } from '../src/index.js';
import { onDisk } from './places.js';

const jobs = Array.from(
  { length: 6 },
  (_, at) => new JobDefinition({ id: `job-${at}`, plugin: 'shell', command: 'true' }),
);

/** A store that refuses as many records as it is told. */
class FullDisk extends MemoryDriver {
  refusals = 0;

  override async append(id: string, record: AppendedRecord, fence: Fence): Promise<boolean> {
    this.#refuse();
    return super.append(id, record, fence);
  }

  override async appendBatch(
    id: string,
    records: AppendedRecord[],
    fence: Fence,
  ): Promise<boolean> {
    this.#refuse();
    return super.appendBatch(id, records, fence);
  }

  #refuse(): void {
    if (this.refusals === 0) return;
    this.refusals -= 1;
    throw new Error('no space left');
  }
}

describe('a checkpoint', () => {
  test('is the whole session at first, and what changed from then on', async () => {
    const repo = memoryRepository();
    await using manager = await SessionManager.createSession({ units: jobs, repo });
    const kinds: string[] = [];
    for (const title of ['a', 'b', 'c']) {
      manager.state.updateMetadata({ title });
      kinds.push((await manager.checkpoint()).kind);
    }
    expect(kinds).toEqual(['snapshot', 'delta', 'delta']);
  });

  test('goes on with deltas where the last process stopped', async () => {
    const repo = memoryRepository();
    const manager = await SessionManager.createSession({ units: jobs, repo });
    manager.state.updateDesiredJobs(jobs);
    await manager.checkpoint();
    manager.state.updateMetadata({ title: 'one' });
    await manager.checkpoint();
    await manager.close();

    const second = await SessionManager.openSession('latest', { units: jobs, repo });
    second.state.updateJobResult('job-1', new MemoryJobResult({ outcome: 'pass' }));
    expect(await second.checkpoint()).toMatchObject({ sequence: 3, kind: 'delta' });
    await second.close();
    const third = await SessionManager.openSession('latest', { units: jobs, repo });
    expect(third.state.metadata.title).toBe('one');
    expect(third.state.jobs.get('job-1')?.result.outcome).toBe('pass');
  });

  test('is whole again when the state may not be what is stored', async () => {
    const repo = memoryRepository();
    const manager = await SessionManager.createSession({ units: jobs, repo });
    await manager.checkpoint();
    await manager.close();
    await using again = await SessionManager.openSession('latest', {
      units: jobs,
      repo,
      flags: ['ignore-job-checksums'],
    });
    expect(await again.checkpoint()).toMatchObject({ kind: 'snapshot' });
  });

  test('that could not be stored rejects, and the next one holds what it would have held', async () => {
    const driver = new FullDisk();
    const repo = defineRepository(driver);
    const manager = await SessionManager.createSession({ units: jobs, repo });
    await manager.checkpoint();

    driver.refusals = 1;
    manager.state.updateJobResult('job-0', new MemoryJobResult({ outcome: 'pass' }));
    const failed = manager.checkpoint();
    manager.state.updateJobResult('job-1', new MemoryJobResult({ outcome: 'fail' }));
    const behind = manager.checkpoint();
    await expect(failed).rejects.toThrow('no space left');
    await expect(behind).rejects.toThrow();

    manager.state.updateJobResult('job-2', new MemoryJobResult({ outcome: 'crash' }));
    expect(await manager.checkpoint()).toMatchObject({ kind: 'snapshot' });
    await manager.close();
    await using again = await SessionManager.openSession('latest', { units: jobs, repo });
    const outcomes = ['job-0', 'job-1', 'job-2'].map(
      (id) => again.state.jobs.get(id)?.result.outcome,
    );
    expect(outcomes).toEqual(['pass', 'fail', 'crash']);
  });

  onDisk(
    'is whole again after a repair that went back, so that none is missing',
    async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      await manager.checkpoint();
      const passes = ['job-0', 'job-1', 'job-2'];
      for (const id of passes) {
        manager.state.updateJobResult(id, new MemoryJobResult({ outcome: 'pass' }));
        await manager.checkpoint();
      }
      const journal = join(manager.storage.location, 'session.journal');
      const bytes = readFileSync(journal);
      bytes[bytes.indexOf('job-1')] = 0x21;
      writeFileSync(journal, bytes);
      expect(await manager.storage.repair()).toMatchObject({ repaired: true, sequence: 2 });

      manager.state.updateJobResult('job-3', new MemoryJobResult({ outcome: 'pass' }));
      expect(await manager.checkpoint()).toMatchObject({ kind: 'snapshot' });
      await manager.close();
      await using again = await SessionManager.openSession('latest', { units: jobs, repo });
      for (const id of [...passes, 'job-3']) {
        expect(again.state.jobs.get(id)?.result.outcome).toBe('pass');
      }
    },
  );

  test('whose waiting is aborted is written all the same', async () => {
    const repo = memoryRepository();
    const manager = await SessionManager.createSession({ units: jobs, repo, title: 'kept' });
    const abort = new AbortController();
    const waiting = manager.checkpoint({ signal: abort.signal });
    abort.abort(new Error('no patience'));
    await expect(waiting).rejects.toThrow('no patience');
    await expect(manager.checkpoint({ signal: abort.signal })).rejects.toThrow('no patience');
    await manager.close();
    await using again = await SessionManager.openSession('latest', { units: jobs, repo });
    expect(again.state.metadata.title).toBe('kept');
  });

  test('gives back the same session as a snapshot would, after any operations', async () => {
    const outcome = fc.constantFrom<Outcome>('pass', 'fail', 'crash', 'skip', 'undecided', null);
    const jobId = fc.integer({ min: 0, max: 5 }).map((at) => `job-${at}`);
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('result'), id: jobId, outcome, comments: fc.string() }),
      fc.record({ kind: fc.constant('desire'), ids: fc.array(jobId) }),
      fc.record({ kind: fc.constant('title'), title: fc.string() }),
      fc.record({ kind: fc.constant('checkpoint') }),
      fc.record({ kind: fc.constant('reopen') }),
    );
    const codec = defaultCodec();
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
        const repo = memoryRepository();
        let manager = await SessionManager.createSession({ units: jobs, repo });
        let saved: Uint8Array | undefined;
        const save = async (): Promise<void> => {
          await manager.checkpoint();
          saved = codec.suspendSync(manager.state);
        };
        for (const step of operations) {
          const { state } = manager;
          // A job that is neither to run nor has a result is dropped when a session is resumed.
          const isKnown = (id: string): boolean => state.jobs.has(id);
          if ('comments' in step) {
            if (isKnown(step.id)) state.updateJobResult(step.id, new MemoryJobResult(step));
          } else if ('ids' in step) state.updateDesiredJobs(step.ids.filter(isKnown));
          else if ('title' in step) state.updateMetadata({ title: step.title });
          else if (step.kind === 'checkpoint') await save();
          else {
            await save();
            await manager.close();
            manager = await SessionManager.openSession('latest', { units: jobs, repo });
          }
        }
        await save();
        await manager.close();
        await using again = await SessionManager.openSession('latest', { units: jobs, repo });
        expect(codec.suspendSync(again.state)).toEqual(saved);
      }),
      { numRuns: 100 },
    );
  });
});

describe('closing', () => {
  onDisk('leaves the session in one piece, as plainbox reads it', async ({ repo }) => {
    const manager = await SessionManager.createSession({ units: jobs, repo });
    await manager.checkpoint();
    manager.state.updateMetadata({ title: 'in the journal' });
    await manager.checkpoint();
    expect((await manager.storage.load())?.deltas).toHaveLength(1);
    await manager.close();

    const storage = await repo.open(manager.storage.id, { readOnly: true });
    expect(await storage.load()).toMatchObject({ sequence: 2, deltas: [] });
  });

  onDisk('waits for checkpoints on their way, and folds them with the rest', async ({ repo }) => {
    const manager = await SessionManager.createSession({ units: jobs, repo });
    await manager.checkpoint();
    manager.state.updateMetadata({ title: 'on its way' });
    manager.state.updateJobResult('job-0', new MemoryJobResult({ outcome: 'fail' }));
    const saving = manager.checkpoint();
    await manager.close();
    expect((await saving).sequence).toBe(2);
    await using again = await SessionManager.openSession(manager.storage.id, { units: jobs, repo });
    expect(await again.storage.load()).toMatchObject({ sequence: 2, deltas: [] });
    expect(again.state.jobs.get('job-0')?.resultHistory).toHaveLength(1);
  });

  onDisk('saves nothing that no checkpoint has saved', async ({ repo }) => {
    const manager = await SessionManager.createSession({ units: jobs, repo, title: 'saved' });
    await manager.checkpoint();
    await manager.checkpoint();
    manager.state.updateMetadata({ title: 'not saved' });
    await manager.close();
    await using again = await SessionManager.openSession('latest', { units: jobs, repo });
    expect(again.state.metadata.title).toBe('saved');
  });
});

describe('a long session', () => {
  onDisk(
    'begins a new snapshot in the background when its deltas outgrow the last',
    async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      await manager.checkpoint();
      const comments = 'x'.repeat(100_000);
      for (let at = 0; at < 50; at += 1) {
        manager.state.updateJobResult(
          `job-${at % 6}`,
          new MemoryJobResult({ outcome: 'fail', comments: `${at} ${comments}` }),
        );
        expect((await manager.checkpoint()).kind).toBe('delta');
      }
      const { id } = manager.storage;
      const reader = await repo.open(id, { readOnly: true });
      const isFolded = async () => {
        expect((await reader.load())?.snapshotSequence).toBeGreaterThan(1);
      };
      await vi.waitFor(isFolded, { timeout: 20_000 });
      await manager.close();
      await using again = await SessionManager.openSession(id, { units: jobs, repo });
      expect(again.state.jobs.get('job-5')?.resultHistory).toHaveLength(8);
    },
  );

  const addResult = ({ state }: SessionManager, at: number): void => {
    const comments = `${at} ${'x'.repeat(100_000)}`;
    state.updateJobResult(`job-${at % 6}`, new MemoryJobResult({ outcome: 'fail', comments }));
  };

  onDisk(
    'begins a new snapshot in the background also when it saves synchronously',
    async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.checkpointSync();
      for (let at = 0; at < 50; at += 1) {
        addResult(manager, at);
        expect(manager.checkpointSync().kind).toBe('delta');
      }
      const reader = await repo.open(manager.storage.id, { readOnly: true });
      const isFolded = async () => {
        expect((await reader.load())?.snapshotSequence).toBeGreaterThan(1);
      };
      await vi.waitFor(isFolded, { timeout: 20_000 });
      await manager.close();
    },
  );

  onDisk('is written whole before its journal grows on, if it never waits', async ({ repo }) => {
    const manager = await SessionManager.createSession({ units: jobs, repo });
    manager.checkpointSync();
    const kinds: string[] = [];
    for (let at = 0; at < 200; at += 1) {
      addResult(manager, at);
      kinds.push(manager.checkpointSync().kind);
    }
    expect(kinds.filter((kind) => kind === 'snapshot').length).toBeGreaterThan(1);
    expect(kinds.lastIndexOf('snapshot')).toBeGreaterThan(100);
    await manager.close();
    await using again = await SessionManager.openSession('latest', { units: jobs, repo });
    expect(again.storage.sequence).toBe(201);
    expect(again.state.jobs.get('job-3')?.resultHistory).toHaveLength(33);
  });

  onDisk('is written whole once, however many checkpoints come meanwhile', async ({ repo }) => {
    const codec = defaultCodec();
    let folds = 0;
    const suspend = codec.suspend.bind(codec);
    codec.suspend = (...given) => {
      folds += 1;
      return suspend(...given);
    };
    const manager = await SessionManager.createSession({ units: jobs, repo, codec });
    const checkpoints = (count: number, comments: string) =>
      Promise.all(
        Array.from({ length: count }, (_, at) => {
          manager.state.updateJobResult(
            `job-${at % 6}`,
            new MemoryJobResult({ outcome: 'fail', comments: `${at} ${comments}` }),
          );
          return manager.checkpoint();
        }),
      );
    await checkpoints(50, 'x'.repeat(100_000));
    await checkpoints(64, 'begins the fold');
    await checkpoints(64, 'comes while it is written');
    expect(folds).toBe(1);
    await manager.close();
  });
});
