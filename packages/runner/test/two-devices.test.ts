import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { expect, test } from 'vitest';
import { builtProgram } from './kit/built-program.js';
import { temporaryFolder } from './kit/session.js';

const program = builtProgram('two-devices');

test('a session about two devices has both as they were told to be saved, after a SIGKILL, and goes on', async () => {
  const folder = await temporaryFolder();
  const ids = Array.from({ length: 50 }, (_, at) => `job-${at}`);
  const child = spawn(process.execPath, [await program(), folder, ...ids], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === 13) child.kill('SIGKILL');
  }
  expect(await ended).toEqual([null, 'SIGKILL']);

  const units = ids.map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
  const repo = new SessionStorageRepository(folder);
  await using manager = await SessionManager.openSession('latest', { units, repo });
  const saved = manager.deviceContexts.flatMap(({ device, state }) =>
    [...state.jobs]
      .filter(([, { result }]) => result.outcome === (device === null ? 'pass' : 'fail'))
      .map(([id]) => `${device ?? 'here'} ${id}`),
  );
  expect(saved).toEqual(expect.arrayContaining(told));
  // One more may be saved that nobody heard of, and no other.
  expect(saved.length).toBeLessThanOrEqual(told.length + 1);
  manager.deviceContexts[1]?.state.updateMetadata({ title: 'goes on' });
  await manager.checkpoint();
});
