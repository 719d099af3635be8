// Sessions about several devices, looked at without the files of their jobs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { SessionManager } from '@plainbox/manager';
import {
  JobDefinition,
  MemoryJobResult,
  SessionDeviceContext,
  SessionState,
} from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { expect, onTestFinished, test } from 'vitest';
import { type InspectedDevices, inspectDevices } from '../src/sessions/inspect-devices.js';

const units = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));

/** A manager of a session in a real folder about this machine and the devices that are named. */
async function managerOf(...devices: readonly string[]): Promise<SessionManager> {
  const folder = mkdtempSync(join(tmpdir(), 'plainbox-devices-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const repo = new SessionStorageRepository(folder);
  const manager = await SessionManager.createSession({ units, repo });
  onTestFinished(() => manager.close());
  for (const device of devices) {
    manager.addDeviceContext(new SessionDeviceContext(new SessionState(units), { device }));
  }
  for (const { state } of manager.devices) state.updateDesiredJobs(units);
  await manager.checkpoint();
  return manager;
}

function give(manager: SessionManager, place: number, id: string, outcome: 'pass' | 'fail'): void {
  manager.devices[place]?.state.updateJobResult(id, new MemoryJobResult({ outcome }));
}

async function look({ storage }: SessionManager): Promise<InspectedDevices> {
  const repository = new SessionStorageRepository(join(storage.location, '..'));
  await using reading = await repository.open(storage.id, { readOnly: true });
  const inspected = await inspectDevices(reading);
  if (inspected === undefined) throw new Error('nothing was saved');
  return inspected;
}

const outcomes = ({ devices }: InspectedDevices): unknown[] =>
  devices.map(({ device, contents: { results, desiredJobs } }) => [
    device,
    desiredJobs,
    Object.fromEntries(
      [...results].map(([id, history]) => [id, history.map(({ outcome }) => outcome)]),
    ),
  ]);

test('what was saved after the snapshot is known of every device, at work and closed', async () => {
  const manager = await managerOf('phone', 'tablet');
  give(manager, 1, 'a', 'fail');
  await manager.checkpoint();
  give(manager, 1, 'a', 'pass');
  give(manager, 2, 'b', 'fail');
  manager.devices[2]?.data.set('noted', 'here');
  await manager.checkpoint();
  const known = [
    [null, ['a', 'b'], {}],
    ['phone', ['a', 'b'], { a: ['fail', 'pass'] }],
    ['tablet', ['a', 'b'], { b: ['fail'] }],
  ];
  const atWork = await look(manager);
  expect(outcomes(atWork)).toEqual(known);
  expect(atWork.devices.map(({ data }) => data.get('noted'))).toEqual([
    undefined,
    undefined,
    'here',
  ]);
  await manager.close();
  expect(outcomes(await look(manager))).toEqual(known);
});

test('a device that is no session is left out with a warning that names it', async () => {
  const manager = await managerOf('phone', 'tablet');
  give(manager, 2, 'a', 'pass');
  await manager.checkpoint();
  await manager.close();
  const path = join(manager.storage.location, 'session');
  const document = JSON.parse(gunzipSync(readFileSync(path)).toString());
  document.session.devices.phone = 5;
  document.session.devices.tablet.results.a[0].outcome = 7;
  writeFileSync(path, gzipSync(JSON.stringify(document)));
  const inspected = await look(manager);
  expect(inspected.devices.map(({ device }) => device)).toEqual([null, 'tablet']);
  // Before them stands that the storage does not know these bytes.
  expect(inspected.warnings.slice(-2)).toMatchObject([
    { code: 'CORRUPTED_SESSION', message: expect.stringContaining("the device 'phone'") },
    { message: expect.stringContaining('on tablet: ') },
  ]);
});

test('devices have the order of the session, not that of their names', async () => {
  const manager = await managerOf('tablet', 'phone', 'camera');
  const order = manager.devices.map(({ device }) => device);
  const looked = async (): Promise<unknown> =>
    (await look(manager)).devices.map(({ device }) => device);
  expect(order).toEqual([null, 'tablet', 'phone', 'camera']);
  expect(await looked()).toEqual(order);
  give(manager, 2, 'a', 'pass');
  await manager.checkpoint();
  expect(await looked()).toEqual(order);
  await manager.close();
  expect(await looked()).toEqual(order);
});

test('a session about this machine alone has that one', async () => {
  const manager = await managerOf();
  give(manager, 0, 'a', 'pass');
  await manager.checkpoint();
  expect(outcomes(await look(manager))).toEqual([[null, ['a', 'b'], { a: ['pass'] }]]);
});
