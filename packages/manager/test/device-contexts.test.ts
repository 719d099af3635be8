import { gunzipSync } from 'node:zlib';
import { createCodec } from '@plainbox/codecs';
import {
  JobDefinition,
  MemoryJobResult,
  SessionDeviceContext,
  SessionState,
  type Unit,
} from '@plainbox/state';
import type { SessionStorageRepository } from '@plainbox/storage';
import { describe, expect } from 'vitest';
import { SessionManager } from '../src/index.js';
import { onDisk, places } from './places.js';

const jobs = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const result = (outcome: 'pass' | 'fail'): MemoryJobResult => new MemoryJobResult({ outcome });
const device = (name: string, units: readonly Unit[] = jobs): SessionDeviceContext =>
  new SessionDeviceContext(new SessionState(units), { device: name });

const outcomesOf = ({ jobs }: SessionState): Record<string, string | null> =>
  Object.fromEntries(
    [...jobs].map(
      ([
        id,
        {
          result: { outcome },
        },
      ]) => [id, outcome],
    ),
  );

/** A session about this machine and a phone. */
async function withPhone(
  repo: SessionStorageRepository,
): Promise<{ manager: SessionManager; phone: SessionDeviceContext }> {
  const manager = await SessionManager.createSession({ units: jobs, repo });
  manager.state.updateDesiredJobs(jobs);
  const phone = manager.addDeviceContext(device('phone'));
  phone.state.updateDesiredJobs(jobs);
  return { manager, phone };
}

for (const [place, test] of places) {
  describe(`the devices of a session ${place}`, () => {
    test('have each a state of their own, all in one checkpoint', async ({ repo }) => {
      const { manager, phone } = await withPhone(repo);
      manager.state.updateJobResult('a', result('pass'));
      phone.state.updateJobResult('a', result('fail'));
      expect((await manager.checkpoint()).kind).toBe('snapshot');
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.deviceContexts.map((context) => context.device)).toEqual([null, 'phone']);
      const [here, there] = again.deviceContexts;
      expect(here?.state).toBe(again.state);
      expect(outcomesOf(again.state)).toEqual({ a: 'pass', b: null });
      expect(there && outcomesOf(there.state)).toEqual({ a: 'fail', b: null });
      expect(there?.state.runList.map(({ id }) => id)).toEqual(['a', 'b']);
    });

    test('are checkpointed by what changed in each', async ({ repo }) => {
      const { manager, phone } = await withPhone(repo);
      await manager.checkpoint();
      phone.state.updateJobResult('a', result('fail'));
      phone.state.updateMetadata({ title: 'the phone' });
      const one = await manager.checkpoint();
      manager.state.updateJobResult('b', result('pass'));
      phone.state.updateJobResult('b', result('pass'));
      const both = await manager.checkpoint();
      expect([one.kind, both.kind]).toEqual(['delta', 'delta']);

      // As it is found after a kill: nothing was folded.
      const found = await SessionManager.loadSession(
        jobs,
        await repo.open(manager.storage.id, { readOnly: true }),
      );
      const [, there] = found.deviceContexts;
      expect(there && outcomesOf(there.state)).toEqual({ a: 'fail', b: 'pass' });
      expect(there?.state.metadata.title).toBe('the phone');
      expect(outcomesOf(found.state)).toEqual({ a: null, b: 'pass' });
      expect(found.state.metadata.title).toBeNull();
      await found.close();
      await manager.close();

      // And it goes on with deltas from there.
      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      again.deviceContexts[1]?.state.updateMetadata({ title: 'mended' });
      expect((await again.checkpoint()).kind).toBe('delta');
    });

    test('come and go with signals, and the checkpoints follow', async ({ repo }) => {
      const { manager, phone } = await withPhone(repo);
      const told: string[] = [];
      manager.on('deviceContextAdded', (context) => told.push(`added ${context.device}`));
      manager.on('deviceContextRemoved', (context) => told.push(`removed ${context.device}`));
      await manager.checkpoint();
      const tablet = manager.addDeviceContext(device('tablet'));
      manager.removeDeviceContext(phone);
      expect(told).toEqual(['added tablet', 'removed phone']);
      expect((await manager.checkpoint()).kind).toBe('snapshot');
      tablet.state.updateJobResult('b', result('pass'));
      expect((await manager.checkpoint()).kind).toBe('delta');
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.deviceContexts.map((context) => context.device)).toEqual([null, 'tablet']);
      expect(again.deviceContexts[1]?.state.jobs.get('b')?.result.outcome).toBe('pass');
    });

    test('have the units that they are given, each their own', async ({ repo }) => {
      const only = [new JobDefinition({ id: 'call', plugin: 'shell', command: 'call' })];
      const created = await SessionManager.createSession({ units: jobs, repo });
      const phone = created.addDeviceContext(device('phone', only));
      phone.state.updateDesiredJobs(only);
      phone.state.updateJobResult('call', result('pass'));
      await created.checkpoint();
      await created.close();
      const { id } = created.storage;
      await expect(SessionManager.openSession(id, { units: jobs, repo })).rejects.toMatchObject({
        code: 'CORRUPTED_SESSION',
      });
      await using again = await SessionManager.openSession(id, {
        units: jobs,
        repo,
        unitsOf: (name) => (name === 'phone' ? only : []),
      });
      expect(again.deviceContexts[1] && outcomesOf(again.deviceContexts[1].state)).toEqual({
        call: 'pass',
      });
    });

    test('have them also where no other device comes first', async ({ repo }) => {
      const only = [new JobDefinition({ id: 'call', plugin: 'shell', command: 'call' })];
      const phone = device('phone', only);
      const created = new SessionManager([phone], await repo.create());
      phone.state.updateDesiredJobs(only);
      phone.state.updateJobResult('call', result('pass'));
      await created.checkpoint();
      await created.close();
      await using again = await SessionManager.openSession(created.storage.id, {
        units: jobs,
        repo,
        unitsOf: (name) => (name === 'phone' ? only : []),
      });
      expect(again.defaultDeviceContext.device).toBe('phone');
      expect(outcomesOf(again.state)).toEqual({ call: 'pass' });
    });

    test('keep their order', async ({ repo }) => {
      const { manager } = await withPhone(repo);
      const order = [null, 'phone', 'zeta', '10', 'alpha', '9'];
      for (const name of order.slice(2)) manager.addDeviceContext(device(name ?? ''));
      const devicesOf = ({ devices }: SessionManager) => devices.map(({ device: name }) => name);
      expect(devicesOf(manager)).toEqual(order);
      await manager.checkpoint();
      await manager.close();
      const options = { units: jobs, repo };
      await using again = await SessionManager.openSession(manager.storage.id, options);
      expect(devicesOf(again)).toEqual(order);
      const alpha = again.deviceContexts.find((each) => each.device === 'alpha');
      if (alpha) again.removeDeviceContext(alpha);
      await again.checkpoint();
      await again.close();
      await using last = await SessionManager.openSession(manager.storage.id, options);
      expect(devicesOf(last)).toEqual([null, 'phone', 'zeta', '10', '9']);
    });

    test('are told with jobs of theirs that have changed', async ({ repo }) => {
      const { manager } = await withPhone(repo);
      await manager.checkpoint();
      await manager.close();
      const changed = jobs.map(
        ({ id }) => new JobDefinition({ id, plugin: 'shell', command: 'false' }),
      );
      const judged: unknown[] = [];
      await using again = await SessionManager.openSession(manager.storage.id, {
        units: changed,
        repo,
        onChangedJob: ({ job: { id }, device: name }) => {
          judged.push([id, name]);
          return 'keep';
        },
      });
      expect(judged).toEqual([
        ['a', null],
        ['b', null],
        ['a', 'phone'],
        ['b', 'phone'],
      ]);
      expect(again.jobChanges.changed.map(({ device: name }) => name)).toEqual([
        null,
        null,
        'phone',
        'phone',
      ]);
    });

    test.for(['', 'phone \ud800', '\udc00', 'a\0b'])(
      'can’t be named %j, which no checkpoint gives back or no job can be told',
      async (name, { repo }) => {
        const { manager } = await withPhone(repo);
        const badName = expect.objectContaining({ code: 'BAD_DEVICE_NAME' });
        expect(() => manager.addDeviceContext(device(name))).toThrow(badName);
        expect(() => new SessionManager([device(name)], manager.storage)).toThrow(badName);
        await manager.close();
      },
    );

    test('can go without this machine', async ({ repo }) => {
      const { manager, phone } = await withPhone(repo);
      manager.removeDeviceContext(manager.defaultDeviceContext);
      expect(manager.defaultDeviceContext).toBe(phone);
      expect(manager.state).toBe(phone.state);
      phone.state.updateJobResult('a', result('pass'));
      await manager.checkpoint();
      await manager.close();
      await using again = await SessionManager.openSession(manager.storage.id, {
        units: jobs,
        repo,
      });
      expect(again.deviceContexts.map((context) => context.device)).toEqual(['phone']);
      expect(again.state.jobs.get('a')?.result.outcome).toBe('pass');
    });
  });
}

describe('a device', () => {
  onDisk('is in a session once, under its name and with a state of its own', async ({ repo }) => {
    const { manager, phone } = await withPhone(repo);
    const refused = [
      device('phone'),
      new SessionDeviceContext(phone.state, { device: 'other' }),
      new SessionDeviceContext(new SessionState()),
    ];
    for (const context of refused) {
      expect(() => manager.addDeviceContext(context)).toThrow(
        expect.objectContaining({ code: 'DUPLICATE_DEVICE' }),
      );
    }
    expect(() => manager.removeDeviceContext(device('unknown'))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_DEVICE_CONTEXT' }),
    );
    manager.removeDeviceContext(phone);
    expect(() => manager.removeDeviceContext(manager.defaultDeviceContext)).toThrow(
      expect.objectContaining({ code: 'LAST_DEVICE_CONTEXT' }),
    );
    await manager.close();
  });

  onDisk('follows the test plans of its session, also if it comes later', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ units: jobs, repo });
    const plan = { id: 'plan', include: [], mandatory: [], bootstrap: [], overrides: [] };
    manager.setTestPlans([plan]);
    const phone = manager.addDeviceContext(device('phone'));
    expect(phone.testPlans).toEqual([plan]);
    expect(manager.defaultDeviceContext.testPlans).toEqual([plan]);
    expect(() => manager.setTestPlans([plan, plan])).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_TEST_PLAN' }),
    );
  });

  onDisk('leaves a session about this machine alone as plainbox has it', async ({ repo }) => {
    const { manager, phone } = await withPhone(repo);
    manager.removeDeviceContext(phone);
    manager.state.updateJobResult('a', result('pass'));
    await manager.checkpoint();
    const stored = await manager.storage.load();
    const { location } = manager.storage;
    const plainbox = await createCodec().suspend(manager.state, { location });
    expect(stored && Buffer.from(stored.snapshot).equals(plainbox)).toBe(true);
    await manager.close();
  });

  onDisk('stays in a session that somebody opens who knows only one', async ({ repo }) => {
    const { manager, phone } = await withPhone(repo);
    phone.state.updateJobResult('a', result('fail'));
    await manager.checkpoint();
    const stored = await manager.storage.load();
    const codec = createCodec();
    const state = await codec.resume(stored ?? { snapshot: new Uint8Array() }, jobs);
    const rewritten = JSON.parse(gunzipSync(await codec.suspend(state)).toString());
    expect(rewritten.session.devices.phone.results.a).toMatchObject([{ outcome: 'fail' }]);
    await manager.close();
  });
});
