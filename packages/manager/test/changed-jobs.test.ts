import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import type { SessionStorageRepository } from '@plainbox/storage';
import { describe, expect } from 'vitest';
import { type ChangedJob, type ManagerListeners, SessionManager } from '../src/index.js';
import { places } from './places.js';

const job = (id: string, command = 'true', fields: Record<string, string> = {}): JobDefinition =>
  new JobDefinition({ id, plugin: 'shell', command, ...fields });
const pass = new MemoryJobResult({ outcome: 'pass', comments: 'fine' });

/** A session of the jobs a, b and c, of which a and b have passed. Returns its id. */
async function saved(repo: SessionStorageRepository): Promise<string> {
  const units = [job('a'), job('b'), job('c')];
  await using manager = await SessionManager.createSession({ units, repo });
  manager.state.updateDesiredJobs(units);
  manager.state.updateJobResult('a', pass);
  manager.state.updateJobResult('b', pass);
  await manager.checkpoint();
  return manager.storage.id;
}

/** All that a manager tells, in order. */
function recorder(): { words: string[]; listeners: ManagerListeners } {
  const words: string[] = [];
  return {
    words,
    listeners: {
      changedJob: ({ job: { id }, policy }) => words.push(`changed ${id} ${policy}`),
      goneJob: (id) => words.push(`gone ${id}`),
      returnedJob: (id) => words.push(`returned ${id}`),
      newJob: ({ id }) => words.push(`new ${id}`),
      problem: ({ message }) => words.push(message),
    },
  };
}

const changed = [job('a', 'false'), job('b'), job('c', 'false')];
const history = ({ state }: SessionManager, id: string): unknown[] =>
  state.jobs.get(id)?.resultHistory.map(({ outcome }) => outcome) ?? [];

for (const [place, test] of places) {
  describe(`a session ${place} whose jobs are defined otherwise than before`, () => {
    test('is refused unless one says otherwise, and nothing of it changes', async ({ repo }) => {
      const id = await saved(repo);
      const fail = (): 'fail' => 'fail';
      for (const options of [{}, { onChangedJob: 'fail' }, { onChangedJob: fail }] as const) {
        await expect(
          SessionManager.openSession(id, { units: changed, repo, ...options }),
        ).rejects.toMatchObject({ code: 'INCOMPATIBLE_JOB', jobId: 'a' });
      }
      await using again = await SessionManager.openSession(id, {
        units: [job('a'), job('b'), job('c')],
        repo,
      });
      expect(again.jobChanges).toMatchObject({ changed: [], gone: [], added: [] });
      expect(again.storage.sequence).toBe(1);
    });

    test('is refused for a policy that there is not, lest old results count for new definitions', async ({
      repo,
    }) => {
      const id = await saved(repo);
      const none = (): unknown => undefined;
      for (const onChangedJob of ['bogus', 42, null, none, () => 'bogus'] as unknown as 'keep'[]) {
        await expect(
          SessionManager.openSession(id, { units: changed, repo, onChangedJob }),
        ).rejects.toMatchObject({ code: 'BAD_POLICY' });
      }
      const onGoneJob = 'bogus' as 'fail';
      await expect(
        SessionManager.openSession(id, { units: changed, repo, onGoneJob }),
      ).rejects.toMatchObject({ code: 'BAD_POLICY' });
    });

    test('keeps what they gave, if it is to', async ({ repo }) => {
      const id = await saved(repo);
      const { words, listeners } = recorder();
      const onChangedJob = 'keep';
      const manager = await SessionManager.openSession(id, {
        units: changed,
        repo,
        onChangedJob,
        listeners,
      });
      expect(words).toEqual(['changed a keep', 'changed c keep']);
      expect(history(manager, 'a')).toEqual(['pass']);
      expect([...manager.reruns]).toEqual([]);
      expect((await manager.checkpoint()).kind).toBe('snapshot');
      await manager.close();

      // The new definitions are now those of the session.
      await using again = await SessionManager.openSession(id, { units: changed, repo });
      expect(history(again, 'a')).toEqual(['pass']);
    });

    test('wishes them to run again, if it is to, also one that may be cut off in its first attempt', async ({
      repo,
    }) => {
      const id = await saved(repo);
      const onChangedJob = 'rerun';
      const manager = await SessionManager.openSession(id, { units: changed, repo, onChangedJob });
      expect([...manager.reruns]).toEqual(['a', 'c']);
      expect(history(manager, 'a')).toEqual(['pass']);
      await manager.checkpoint();
      await manager.close();
      await using again = await SessionManager.openSession(id, { units: changed, repo });
      expect([...again.reruns]).toEqual(['a', 'c']);
    });

    test('skips them, if it is to, with the reason', async ({ repo }) => {
      const id = await saved(repo);
      const onChangedJob = 'skip';
      const manager = await SessionManager.openSession(id, { units: changed, repo, onChangedJob });
      await manager.checkpoint();
      await manager.close();
      await using again = await SessionManager.openSession(id, { units: changed, repo });
      expect(history(again, 'a')).toEqual(['pass', 'skip']);
      expect(history(again, 'b')).toEqual(['pass']);
      expect(history(again, 'c')).toEqual(['skip']);
      expect(again.state.jobs.get('c')?.result.comments).toContain('has changed');
    });

    test('lets a function decide on each of them', async ({ repo }) => {
      const id = await saved(repo);
      const asked: ChangedJob[] = [];
      await using manager = await SessionManager.openSession(id, {
        units: changed,
        repo,
        onChangedJob: async (one) => {
          asked.push(one);
          return one.job.id === 'a' ? 'rerun' : 'skip';
        },
      });
      expect(asked).toMatchObject([
        { job: changed[0], savedChecksum: job('a').checksum, result: { outcome: 'pass' } },
        { job: changed[2], savedChecksum: job('c').checksum, result: { outcome: null } },
      ]);
      expect(manager.jobChanges.changed.map(({ policy }) => policy)).toEqual(['rerun', 'skip']);
      expect([...manager.reruns]).toEqual(['a']);
    });

    test('is given back when the function fails', async ({ repo }) => {
      const id = await saved(repo);
      const onChangedJob = (): never => {
        throw new Error('nobody knows');
      };
      await expect(
        SessionManager.openSession(id, { units: changed, repo, onChangedJob }),
      ).rejects.toThrow('nobody knows');
      await using _ = await SessionManager.openSession(id, {
        units: [job('a'), job('b'), job('c')],
        repo,
      });
    });
  });

  describe(`a session ${place} whose jobs come and go`, () => {
    test('tells which jobs are new', async ({ repo }) => {
      const id = await saved(repo);
      const units = [job('a'), job('b'), job('c'), job('d')];
      const { words, listeners } = recorder();
      await using manager = await SessionManager.openSession(id, { units, repo, listeners });
      expect(words).toEqual(['new d']);
      expect(manager.jobChanges.added).toEqual([units[3]]);
      expect(manager.state.runList.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    });

    test('is refused when one is gone, unless one says otherwise', async ({ repo }) => {
      const id = await saved(repo);
      await expect(
        SessionManager.openSession(id, { units: [job('b')], repo, onChangedJob: 'rerun' }),
      ).rejects.toMatchObject({
        code: 'CORRUPTED_SESSION',
        message: expect.stringContaining('a, c'),
      });
    });

    test('sets a job aside that is gone, and has it back with all its results', async ({
      repo,
    }) => {
      const id = await saved(repo);
      const gone = recorder();
      const without = await SessionManager.openSession(id, {
        units: [job('b')],
        repo,
        onGoneJob: 'setAside',
        listeners: gone.listeners,
      });
      expect(gone.words).toEqual(['gone a', 'gone c']);
      expect(without.state.runList.map(({ id }) => id)).toEqual(['b']);
      await without.checkpoint();
      without.state.updateMetadata({ title: 'without' });
      await without.checkpoint();
      await without.close();

      // They are known to be gone, so nobody has to say it again; others are not.
      const still = await SessionManager.openSession(id, { units: [job('b')], repo });
      expect(still.jobChanges.gone).toEqual(['a', 'c']);
      await still.checkpoint();
      await still.close();
      await expect(SessionManager.openSession(id, { units: [], repo })).rejects.toMatchObject({
        code: 'CORRUPTED_SESSION',
      });

      const back = recorder();
      const whole = await SessionManager.openSession(id, {
        units: [job('a'), job('b'), job('c')],
        repo,
        listeners: back.listeners,
      });
      expect(back.words).toEqual(['returned a', 'returned c']);
      expect(whole.state.jobs.get('a')?.result.equals(pass)).toBe(true);
      expect(whole.state.runList.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
      await whole.checkpoint();
      await whole.close();
      await using last = await SessionManager.openSession(id, {
        units: [job('a'), job('b'), job('c')],
        repo,
      });
      expect(last.jobChanges.returned).toEqual([]);
      expect(history(last, 'a')).toEqual(['pass']);
    });

    test('tells of jobs that can not be run without one that is gone', async ({ repo }) => {
      const units = [job('a'), job('b', 'true', { depends: 'a' })];
      const created = await SessionManager.createSession({ units, repo });
      created.state.updateDesiredJobs(['b']);
      await created.checkpoint();
      await created.close();
      const { words, listeners } = recorder();
      await using manager = await SessionManager.openSession(created.storage.id, {
        units: [job('b', 'true', { depends: 'a' })],
        repo,
        onGoneJob: 'setAside',
        listeners,
      });
      expect(words).toEqual(['gone a', expect.stringContaining('a')]);
      expect(manager.state.runList).toEqual([]);
    });
  });
}
