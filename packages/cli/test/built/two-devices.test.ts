import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition, SessionDeviceContext, SessionState } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const FIELDS = [
  {
    id: 'here-and-there',
    plugin: 'shell',
    command: 'printenv PLAINBOX_DEVICE >> began || echo here >> began',
  },
  {
    id: 'fails-there',
    plugin: 'shell',
    command: 'test -z "$PLAINBOX_DEVICE" || kill -9 $PPID',
  },
];

test('a session that a program has made about two devices goes on on both, and fails if one does', async ({
  workplace,
}) => {
  const file = FIELDS.map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  );
  await workplace.write('jobs.pxu', file.join('\n'));
  const units = FIELDS.map((fields) => new JobDefinition(fields));
  const repo = new SessionStorageRepository(workplace.store);
  const manager = await SessionManager.createSession({ units, repo });
  manager.addDeviceContext(new SessionDeviceContext(new SessionState(units), { device: 'phone' }));
  for (const { state } of manager.devices) state.updateDesiredJobs(units);
  await manager.checkpoint();
  await manager.close();

  const words = ['resume', '--units', 'jobs.pxu', '--max-crashes', '1'];
  const killed = await workplace.plainbox(words);
  expect(killed.signal).toBe('SIGKILL');
  const ended = await workplace.plainbox(words);
  expect(ended.stderr).toContain('3 results kept');
  expect(ended.stderr).toContain('fails-there: Cut off');
  expect(ended.code).toBe(100);
  expect(await readFile(join(workplace.folder, 'began'), 'utf8')).toBe('here\nphone\n');
});
