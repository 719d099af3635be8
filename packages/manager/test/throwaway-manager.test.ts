import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { JobDefinition, type Provider } from '@plainbox/state';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { getThrowawayManager } from '../src/index.js';

const onTestFolder = test.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures off the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'plainbox-program-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

function provider(name: string, ...ids: string[]): Provider {
  const units = ids.map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
  return { name, namespace: name, units };
}

// The workers that run tests may be ended without an exit: their folders get a place that is removed for sure.
let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'plainbox-places-'));
  vi.stubEnv('TMPDIR', place);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(place, { recursive: true });
});

describe('a throw-away manager', () => {
  test('has a session about this machine with the units of all providers', async () => {
    const manager = await getThrowawayManager([provider('one', 'a'), provider('two', 'b')]);
    expect(manager.storage.id).toMatch(/^throwaway-/);
    expect(manager.storage.location.startsWith(tmpdir())).toBe(true);
    expect(manager.defaultDeviceContext.device).toBeNull();
    expect(manager.defaultDeviceContext.providers.map(({ name }) => name)).toEqual(['one', 'two']);
    expect([...manager.state.jobs.keys()]).toEqual(['a', 'b']);
  });

  test('is shared by all who ask for the same set of providers', async () => {
    const [one, two] = [provider('one', 'a'), provider('two', 'b')];
    const [first, second, third] = await Promise.all([
      getThrowawayManager([one, two]),
      getThrowawayManager([two, one, two]),
      getThrowawayManager([one]),
    ]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(await getThrowawayManager([])).toBe(await getThrowawayManager());
    expect(await getThrowawayManager([provider('one', 'a'), two])).not.toBe(first);
  });

  test('is made anew for whoever asks after somebody closed it', async () => {
    const providers = [provider('closed', 'a')];
    const closed = await getThrowawayManager(providers);
    await closed.close();
    const manager = await getThrowawayManager(providers);
    expect(manager).not.toBe(closed);
    await manager.checkpoint();
  });

  test('is refused for providers whose units clash, and leaves nothing in the way', async () => {
    const one = provider('one', 'a');
    const other = new JobDefinition({ id: 'a', plugin: 'shell', command: 'false' });
    const clashing = [one, { ...one, units: [other] }];
    for (const _ of ['first', 'second']) {
      await expect(getThrowawayManager(clashing)).rejects.toMatchObject({ code: 'DUPLICATE_JOB' });
    }
    expect((await getThrowawayManager([one])).state.jobs.size).toBe(1);
  });

  onTestFolder('is there until its process exits, and no longer', async ({ folder }) => {
    await build({
      config: false,
      silent: true,
      entry: { program: fileURLToPath(new URL('throwaway-program.ts', import.meta.url)) },
      outDir: folder,
      format: ['esm'],
      target: 'node20.19',
      platform: 'node',
      removeNodeProtocol: false,
      noExternal: [/./],
      outExtension: () => ({ js: '.mjs' }),
      esbuildOptions(options) {
        options.conditions = ['@plainbox/source', 'module'];
      },
    });
    const program = join(folder, 'program.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    const { location, isThere } = JSON.parse(stdout);
    expect(isThere).toBe(true);
    expect(existsSync(dirname(location))).toBe(false);
  });
});
