import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  defineJob,
  JobDefinition,
  MemoryJobResult,
  SessionManager,
  SessionStorageRepository,
} from '../src/index.js';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'plainbox-session-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

test('the facade is enough to make a session, checkpoint it and go on with it', async () => {
  const units = [
    new JobDefinition({ id: 'build', plugin: 'shell', command: 'true' }),
    defineJob({ id: 'test', plugin: 'shell', command: 'true', depends: ['build'] }),
  ];
  const repo = new SessionStorageRepository(place);
  const first = await SessionManager.createSession({ units, repo });
  first.state.updateDesiredJobs(['test']);
  first.state.updateJobResult('build', new MemoryJobResult({ outcome: 'pass' }));
  const receipt = await first.checkpoint();
  expect(receipt.sequence).toBeGreaterThan(0);
  await first.close();

  const again = await SessionManager.openSession('latest', { units, repo });
  expect(again.state.jobs.get('build')?.result.outcome).toBe('pass');
  expect(again.state.jobs.get('test')?.result.outcome).toBeNull();
  expect(again.state.runList.map(({ id }) => id)).toEqual(['build', 'test']);
  await again.close();
});
