// A session can be looked at while another process runs it, and without knowing its jobs.
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import { describe, expect } from 'vitest';
import { inspectSession, SessionManager } from '../src/index.js';
import { onDisk, places } from './places.js';

const units = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));

describe.each(places)('inspecting a session %s', (_name, test) => {
  test('that is being written tells its last checkpoint, without the lock and without units', async ({
    repo,
  }) => {
    await using manager = await SessionManager.createSession({ units, repo, title: 'nightly' });
    manager.state.updateDesiredJobs(['a', 'b']);
    await manager.checkpoint();
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const { sequence } = await manager.checkpoint();
    manager.state.updateJobResult('b', new MemoryJobResult({ outcome: 'fail' }));

    await using storage = await repo.open(manager.storage.id, { readOnly: true });
    const seen = await inspectSession(storage);
    expect(seen).toMatchObject({ sequence, faults: [], problems: [] });
    expect(seen?.contents.metadata.title).toBe('nightly');
    expect(seen?.contents.desiredJobs).toEqual(['a', 'b']);
    expect([...(seen?.contents.results.keys() ?? [])]).toEqual(['a']);
  });

  test('and resuming it can begin from one reading of what is stored', async ({ repo }) => {
    const first = await SessionManager.createSession({ units, repo });
    first.state.updateDesiredJobs(['a', 'b']);
    await first.checkpoint();
    await first.close();
    const storage = await repo.open(first.storage.id);
    const stored = await storage.load();
    storage.load = () => Promise.reject(new Error('read once more'));

    const seen = await inspectSession(storage, { stored });
    expect(seen?.contents.desiredJobs).toEqual(['a', 'b']);
    await using manager = await SessionManager.loadSession(units, storage, { stored });
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    expect(await manager.checkpoint()).toMatchObject({ sequence: 2 });
  });

  test('that was never saved tells nothing', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ units, repo });
    await using storage = await repo.open(manager.storage.id, { readOnly: true });
    expect(await inspectSession(storage)).toBeUndefined();
  });
});

onDisk(
  'a session whose end was cut off is inspected up to there, and says so',
  async ({ repo }) => {
    const manager = await SessionManager.createSession({ units, repo });
    manager.state.updateDesiredJobs(['a', 'b']);
    await manager.checkpoint();
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const { sequence } = await manager.checkpoint();
    manager.state.updateJobResult('b', new MemoryJobResult({ outcome: 'pass' }));
    const { bytes } = await manager.checkpoint();

    await using storage = await repo.open(manager.storage.id, { readOnly: true });
    const journal = join(storage.location, 'session.journal');
    const whole = await inspectSession(storage);
    expect([...(whole?.contents.results.keys() ?? [])]).toEqual(['a', 'b']);
    await truncate(journal, (await endOfLines(journal)) - Math.ceil(bytes / 2));

    const cut = await inspectSession(storage);
    expect(cut?.sequence).toBe(sequence);
    expect([...(cut?.contents.results.keys() ?? [])]).toEqual(['a']);
    expect(cut?.faults).not.toEqual([]);
  },
);

/** Where the last line of a journal ends: zeros may follow. */
async function endOfLines(path: string): Promise<number> {
  return (await readFile(path)).lastIndexOf('\n') + 1;
}
