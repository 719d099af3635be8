// Sessions written in another format, with what that loses.
import { createCodec, PLAINBOX_FORMATS, type SessionFormat } from '@plainbox/codecs';
import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import { describe, expect } from 'vitest';
import { convertSession, SessionManager } from '../src/index.js';
import { places } from './places.js';

const units = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));

function format(wanted: number): SessionFormat {
  const found = PLAINBOX_FORMATS.find(({ version }) => version === wanted);
  if (found === undefined) throw new Error(`no format ${wanted}`);
  return found;
}

describe.each(places)('converting a session %s', (_name, test) => {
  test('writes what a reader of that format resumes, and stores nothing', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ units, repo, title: 'nightly' });
    manager.state.updateDesiredJobs(['a', 'b']);
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const { sequence } = await manager.checkpoint();

    for (const version of [4, 6, 11]) {
      const converted = await convertSession(manager, format(version));
      const snapshot = converted?.bytes ?? new Uint8Array();
      const context = { location: manager.storage.location, sessionId: manager.storage.id };
      expect((await createCodec().peek({ snapshot }, context)).version).toBe(version);
      const state = await createCodec().resume({ snapshot }, units, context);
      expect(state.metadata.title).toBe('nightly');
      expect(state.jobs.get('a')?.result.outcome).toBe('pass');
    }
    await using reader = await repo.open(manager.storage.id, { readOnly: true });
    expect((await reader.load())?.sequence).toBe(sequence);
  });

  test('tells what the format has no place for, once from a manager and once from a storage', async ({
    repo,
  }) => {
    await using manager = await SessionManager.createSession({
      units,
      repo,
      appId: 'com.acme.app',
    });
    manager.state.updateDesiredJobs(['a']);
    await manager.checkpoint();
    // The first format knows no app id.
    const losses = (await convertSession(manager, format(1)))?.losses ?? [];
    expect(losses.map(({ what }) => what).join()).toContain('app');
    await using reader = await repo.open(manager.storage.id, { readOnly: true });
    expect((await convertSession(reader, format(1)))?.losses.length).toBeGreaterThan(0);
    expect((await convertSession(reader, format(11)))?.losses).toEqual([]);
  });

  test('that was never saved gives nothing', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ units, repo });
    await using reader = await repo.open(manager.storage.id, { readOnly: true });
    expect(await convertSession(reader, format(11))).toBeUndefined();
  });
});
