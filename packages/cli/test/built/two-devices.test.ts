import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition, SessionDeviceContext, SessionState } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { expect } from 'vitest';
import { faultsOf } from '../schemas/published-schemas.js';
import { test, type Workplace } from './cli-fixture.js';

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

/** A session about this machine and a phone, as a program has made it. */
async function withPhone({ store, write }: Workplace): Promise<void> {
  const file = FIELDS.map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  );
  await write('jobs.pxu', file.join('\n'));
  const units = FIELDS.map((fields) => new JobDefinition(fields));
  const repo = new SessionStorageRepository(store);
  const manager = await SessionManager.createSession({ units, repo });
  manager.addDeviceContext(new SessionDeviceContext(new SessionState(units), { device: 'phone' }));
  for (const { state } of manager.devices) state.updateDesiredJobs(units);
  await manager.checkpoint();
  await manager.close();
}

test('a session that a program has made about two devices goes on on both, and fails if one does', async ({
  workplace,
}) => {
  await withPhone(workplace);
  const words = ['resume', '--units', 'jobs.pxu', '--max-crashes', '1'];
  const killed = await workplace.plainbox(words);
  expect(killed.signal).toBe('SIGKILL');
  const ended = await workplace.plainbox(words);
  expect(ended.stderr).toContain('3 results kept');
  expect(ended.stderr).toContain('fails-there on phone: Cut off');
  expect(ended.code).toBe(100);
  expect(await readFile(join(workplace.folder, 'began'), 'utf8')).toBe('here\nphone\n');
});

test('what is told of a job names the device that it is for, unless that is this machine', async ({
  workplace,
}) => {
  await withPhone(workplace);
  const words = ['resume', '--units', 'jobs.pxu', '--max-crashes', '1'];
  await workplace.plainbox(words);
  const { stdout } = await workplace.plainbox([...words, '--jsonl']);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const event of events) expect(faultsOf(event, 'plainbox-run-event/1')).toEqual([]);
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'decision', job: 'fails-there', device: 'phone' }),
  );
});
