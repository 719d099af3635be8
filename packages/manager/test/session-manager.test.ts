import { existsSync } from 'node:fs';
import { createCodec } from '@plainbox/codecs';
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test as plain } from 'vitest';
import { SessionManager } from '../src/index.js';
import { onDisk, places } from './places.js';

const jobs = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const passed = new MemoryJobResult({ outcome: 'pass', executionDuration: 1.5, returnCode: 0 });

for (const [place, test] of places) {
  describe(`a session ${place}`, () => {
    test('is created with its jobs, and with none if none are given', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      expect([...manager.state.jobs.keys()]).toEqual(['a', 'b']);
      await using empty = await SessionManager.createSession({ repo });
      expect(empty.state.jobs.size).toBe(0);
    });

    test('takes the jobs as jobList too, as plainbox called them', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ jobList: jobs, repo });
      expect([...manager.state.jobs.keys()]).toEqual(['a', 'b']);
    });

    test('has the prefix, title and program that it was created with', async ({ repo }) => {
      await using manager = await SessionManager.createSession({
        repo,
        prefix: 'nightly-',
        title: 'Nightly',
        appId: 'org.example.nightly',
      });
      expect(manager.storage.id).toMatch(/^nightly-/);
      expect(manager.state.metadata).toMatchObject({
        title: 'Nightly',
        appId: 'org.example.nightly',
      });
    });

    test('comes back as it was checkpointed', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateDesiredJobs(['b']);
      manager.state.updateJobResult('a', passed);
      manager.state.updateMetadata({ title: 'halfway', appBlob: Uint8Array.of(1, 2) });
      await manager.checkpoint();
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.state.jobs.get('a')?.result.equals(passed)).toBe(true);
      expect(again.state.runList.map(({ id }) => id)).toEqual(['b']);
      expect(again.state.metadata).toMatchObject({
        title: 'halfway',
        appBlob: Uint8Array.of(1, 2),
      });
    });

    test('loses what no checkpoint has saved', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateDesiredJobs(['a', 'b']);
      await manager.checkpoint();
      manager.state.updateJobResult('a', passed);
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.state.jobs.get('a')?.result.outcome).toBeNull();
    });

    test('may change on while a checkpoint is under way', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateDesiredJobs(['a', 'b']);
      manager.state.updateMetadata({ title: 'before' });
      const saved = manager.checkpoint();
      manager.state.updateMetadata({ title: 'after' });
      await saved;
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.state.metadata.title).toBe('before');
    });

    test('numbers its checkpoints in the order of the calls, whoever waits', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      const order: number[] = [];
      manager.on('checkpoint', ({ sequence }) => order.push(sequence));
      const receipts = await Promise.all(
        ['one', 'two', 'three'].map((title) => {
          manager.state.updateMetadata({ title });
          return manager.checkpoint();
        }),
      );
      expect(receipts.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(order).toEqual([1, 2, 3]);
      for (const { bytes, milliseconds } of receipts) {
        expect(bytes).toBeGreaterThan(0);
        expect(milliseconds).toBeGreaterThan(0);
      }
    });

    test('can be checkpointed without the event loop', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateMetadata({ title: 'synchronous' });
      expect(manager.checkpointSync().sequence).toBe(1);
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.state.metadata.title).toBe('synchronous');
    });

    test('is fresh if it was never saved', async ({ repo }) => {
      const storage = await repo.create();
      await using manager = await SessionManager.loadSession(jobs, storage);
      expect(manager.state.jobs.size).toBe(2);
      expect((await manager.checkpoint()).sequence).toBe(1);
    });

    test('is gone once it was destroyed', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      await manager.checkpoint();
      await manager.destroy();
      await expect(SessionManager.openSession(manager.storage.id, { repo })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(existsSync(manager.storage.location)).toBe(false);
    });

    test('refuses work once it is closed, and closes twice without harm', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      await Promise.all([manager.close(), manager.close()]);
      await expect(manager.checkpoint()).rejects.toMatchObject({ code: 'CLOSED' });
      expect(() => manager.checkpointSync()).toThrow(expect.objectContaining({ code: 'CLOSED' }));
      await expect(manager.destroy()).rejects.toMatchObject({ code: 'CLOSED' });
    });

    test('wraps a state and a storage that were made elsewhere', async ({ repo }) => {
      const state = new SessionState(jobs);
      const storage = await repo.create();
      await using manager = new SessionManager(state, storage);
      expect(manager.state).toBe(state);
      expect(manager.storage).toBe(storage);
    });

    test('is not found where there is none', async ({ repo }) => {
      await expect(SessionManager.openSession('latest', { repo })).rejects.toMatchObject({
        name: 'ManagerError',
        code: 'SESSION_NOT_FOUND',
      });
    });
  });

  describe(`resuming ${place}`, () => {
    test('shows the early callback everything that is restored', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateJobResult('a', passed);
      await manager.checkpoint();
      await manager.close();

      const replayed: string[] = [];
      await using _again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
        earlyCallback: (state) => {
          expect(state.jobs.get('a')?.result.isHollow).toBe(true);
          state.on('jobResultChanged', ({ id }) => replayed.push(id));
        },
      });
      expect(replayed).toEqual(['a']);
    });

    test('restores into the state that the early callback returns', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateJobResult('a', passed);
      await manager.checkpoint();
      await manager.close();

      const mine = new SessionState(jobs);
      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
        earlyCallback: () => mine,
      });
      expect(again.state).toBe(mine);
      expect(mine.jobs.get('a')?.result.outcome).toBe('pass');
    });

    test('refuses a job whose definition changed, and gives the session back', async ({ repo }) => {
      const manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateJobResult('a', passed);
      await manager.checkpoint();
      await manager.close();

      const changed = [new JobDefinition({ id: 'a', plugin: 'shell', command: 'false' })];
      const { id } = manager.storage;
      await expect(SessionManager.openSession(id, { units: changed, repo })).rejects.toMatchObject({
        code: 'INCOMPATIBLE_JOB',
      });
      await using again = await SessionManager.openSession(id, {
        units: changed,
        repo,
        flags: ['ignore-job-checksums'],
      });
      expect(again.state.jobs.get('a')?.result.outcome).toBe('pass');
    });
  });
}

describe('a session on disk', () => {
  onDisk('is the latest one if it was saved last', async ({ repo }) => {
    for (const title of ['older', 'newer']) {
      await using manager = await SessionManager.createSession({ units: jobs, repo, title });
      await manager.checkpoint();
    }
    await using latest = await SessionManager.openSession('latest', { units: jobs, repo });
    expect(latest.state.metadata.title).toBe('newer');
  });

  onDisk('is held by one process at a time', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ repo });
    await manager.checkpoint();
    await expect(SessionManager.openSession(manager.storage.id, { repo })).rejects.toMatchObject({
      code: 'LOCKED',
      owner: { pid: process.pid },
    });
  });

  onDisk('knows its folders', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ repo });
    for (const folder of manager.directories?.allDirectories ?? []) {
      expect(existsSync(folder)).toBe(true);
    }
    expect(manager.directories?.sessionSharePathname).toBe(
      `${manager.storage.location}/session-share`,
    );
  });

  onDisk('in single-session mode replaces the one before', async ({ repo }) => {
    const first = await SessionManager.createSession({ repo, legacyMode: true });
    await first.close();
    await using second = await SessionManager.createSession({ repo, legacyMode: true });
    expect(existsSync(first.storage.location)).toBe(false);
    expect(existsSync(second.storage.location)).toBe(true);
  });
});

plain('the codec of a manager is the one that it was given', async () => {
  const { memoryRepository } = await import('@plainbox/storage');
  const repo = memoryRepository();
  const codec = createCodec({ envelope: [] });
  const manager = await SessionManager.createSession({ units: jobs, repo, codec });
  await manager.checkpoint();
  const stored = await manager.storage.load();
  expect(Buffer.from(stored?.snapshot ?? []).toString()).toMatch(/^{"session":/);
});
