// What plainbox documents of SessionManager, by the names of its operations in camelCase.
import { existsSync, readdirSync } from 'node:fs';
import {
  IdPattern,
  IdPatternQualifier,
  JobDefinition,
  MemoryJobResult,
  type Provider,
  SessionDeviceContext,
  SessionState,
  type TestPlan,
  Unit,
} from '@plainbox/state';
import { describe, expect, test as plain } from 'vitest';
import { SessionManager } from '../src/index.js';
import { onDisk, places } from './places.js';

const job = (id: string): JobDefinition => new JobDefinition({ id, plugin: 'shell', command: id });
const jobs = [job('a'), job('b')];
const named = (device: string, units: readonly Unit[] = jobs): SessionDeviceContext =>
  new SessionDeviceContext(new SessionState(units), { device });
const coded = (code: string): unknown => expect.objectContaining({ code });

const selfTest = new Unit({
  unit: 'exporter',
  id: 'mine',
  entry_point: 'csv',
  file_extension: 'csv',
  options: 'with-header, separator=;',
});
const plainbox = { namespace: 'com.canonical.plainbox' };
const exporters = [
  new Unit({ unit: 'exporter', id: 'text', entry_point: 'text' }, { provider: plainbox }),
  selfTest,
  new Unit({ unit: 'exporter', id: 'silent' }),
  new Unit({ unit: 'exporter', id: 'html', entry_point: 'jinja2' }, { provider: plainbox }),
];

for (const [place, test] of places) {
  describe(`SessionManager ${place}`, () => {
    test('constructor: keeps the very contexts and the very storage it is given', async ({
      repo,
    }) => {
      const [one, other] = [new SessionDeviceContext(new SessionState(jobs)), named('phone')];
      const storage = await repo.create();
      await using manager = new SessionManager([one, other], storage);
      expect(manager.deviceContexts).toEqual([one, other]);
      expect(manager.storage).toBe(storage);
      expect(manager.defaultDeviceContext).toBe(one);
      expect(manager.state).toBe(one.state);
    });

    test('constructor: neither contexts nor storage can be assigned anew', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ repo });
      for (const name of ['deviceContexts', 'defaultDeviceContext', 'state', 'testPlans']) {
        expect(() => Reflect.set(manager, name, null, manager), name).not.toThrow();
        expect(Reflect.get(manager, name), name).not.toBeNull();
      }
      const copy = manager.deviceContexts as SessionDeviceContext[];
      copy.push(named('smuggled in'));
      expect(manager.deviceContexts).toHaveLength(1);
    });

    test('createSession: a storage of its own, with one context over the units', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      await using other = await SessionManager.createSession({ units: jobs, repo });
      expect(manager.storage.id).toMatch(/^pbox-/);
      expect(other.storage.id).not.toBe(manager.storage.id);
      expect(manager.deviceContexts).toHaveLength(1);
      expect(manager.defaultDeviceContext.state).toBe(manager.state);
      expect([...manager.state.units]).toEqual(jobs);
    });

    test('createSession: no context before a checkpoint is in the storage', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      expect(await manager.storage.load()).toBeUndefined();
      await manager.checkpoint();
      expect(await manager.storage.load()).toBeDefined();
    });

    test('loadSession: a context around the resumed state, with the same storage', async ({
      repo,
    }) => {
      const saved = await SessionManager.createSession({ units: jobs, repo });
      saved.state.updateJobResult('a', new MemoryJobResult({ outcome: 'fail' }));
      await saved.checkpoint();
      await saved.close();
      const storage = await repo.open(saved.storage.id);
      await using manager = await SessionManager.loadSession(jobs, storage);
      expect(manager.storage).toBe(storage);
      expect(manager.deviceContexts.map(({ state }) => state)).toEqual([manager.state]);
      expect(manager.state.jobs.get('a')?.result.outcome).toBe('fail');
    });

    test('loadSession: what was never saved is fresh, and calls no early callback', async ({
      repo,
    }) => {
      let called = false;
      await using manager = await SessionManager.loadSession(jobs, await repo.create(), {
        earlyCallback: () => {
          called = true;
        },
      });
      expect(called).toBe(false);
      expect([...manager.state.jobs.keys()]).toEqual(['a', 'b']);
    });

    test('loadSession: errors of the storage and the codec pass through', async ({ repo }) => {
      const storage = await repo.create();
      await storage.append({ kind: 'snapshot', bytes: Buffer.from('no session') });
      await expect(SessionManager.loadSession(jobs, storage)).rejects.toThrow(
        coded('CORRUPTED_SESSION') as Error,
      );
      await storage.close();
      await expect(SessionManager.loadSession(jobs, storage)).rejects.toThrow(
        coded('CLOSED') as Error,
      );
    });

    test('loadSession: no test plans and no signals of its own', async ({ repo }) => {
      const told: string[] = [];
      await using manager = await SessionManager.loadSession(jobs, await repo.create(), {
        listeners: { deviceContextAdded: () => told.push('added') },
      });
      expect(told).toEqual([]);
      expect(manager.testPlans).toEqual([]);
    });

    test('openSession: by id, and refused for an id that nothing has', async ({ repo }) => {
      const saved = await SessionManager.createSession({ units: jobs, repo, title: 'by id' });
      await saved.checkpoint();
      await saved.close();
      await using manager = await SessionManager.openSession(saved.storage.id, {
        units: jobs,
        repo,
      });
      expect(manager.state.metadata.title).toBe('by id');
      await expect(SessionManager.openSession('pbox-never', { repo })).rejects.toThrow(
        coded('NOT_FOUND') as Error,
      );
    });

    test('checkpoint: saves what the codec writes of the state', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateDesiredJobs(['b']);
      const receipt = await manager.checkpoint();
      const stored = await manager.storage.load();
      expect(stored?.snapshot).toHaveLength(receipt.bytes);
      expect(receipt).toMatchObject({ kind: 'snapshot', sequence: 1 });
    });

    test('destroy: removes the storage', async ({ repo }) => {
      const manager = await SessionManager.createSession({ repo });
      await manager.checkpoint();
      await manager.destroy();
      for await (const { id } of repo.list()) expect(id).not.toBe(manager.storage.id);
      expect(manager.storage.closed).toBe(true);
    });

    test('addDeviceContext: appends, signals, and returns the context', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      const told: SessionDeviceContext[] = [];
      manager.on('deviceContextAdded', (context) => told.push(context));
      const phone = named('phone');
      expect(manager.addDeviceContext(phone)).toBe(phone);
      expect(told).toEqual([phone]);
      expect(manager.deviceContexts.at(-1)).toBe(phone);
    });

    test('addDeviceContext: refuses a device that is there, without a signal', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ repo });
      const phone = manager.addDeviceContext(named('phone'));
      manager.on('deviceContextAdded', () => expect.unreachable('nothing was added'));
      expect(() => manager.addDeviceContext(phone)).toThrow(coded('DUPLICATE_DEVICE') as Error);
      expect(() => manager.addDeviceContext(named('phone'))).toThrow(
        coded('DUPLICATE_DEVICE') as Error,
      );
      expect(manager.deviceContexts).toHaveLength(2);
    });

    test('addLocalDeviceContext: a fresh context for this machine, with the same signal', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      const phone = manager.addDeviceContext(named('phone'));
      expect(() => manager.addLocalDeviceContext()).toThrow(coded('DUPLICATE_DEVICE') as Error);
      manager.removeDeviceContext(manager.defaultDeviceContext);
      const told: SessionDeviceContext[] = [];
      manager.on('deviceContextAdded', (context) => told.push(context));
      const local = manager.addLocalDeviceContext(jobs);
      expect(told).toEqual([local]);
      expect(local.device).toBeNull();
      expect(manager.deviceContexts).toEqual([local, phone]);
      expect(manager.state).toBe(local.state);
    });

    test('addLocalDeviceContext: is saved and resumed as this machine, with its data', async ({
      repo,
    }) => {
      const saved = await SessionManager.createSession({ units: jobs, repo });
      const phone = saved.addDeviceContext(named('phone'));
      saved.removeDeviceContext(saved.defaultDeviceContext);
      await saved.checkpoint();
      saved.addLocalDeviceContext(jobs);
      saved.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
      phone.state.updateJobResult('a', new MemoryJobResult({ outcome: 'fail' }));
      saved.data.set('whose', 'this machine');
      await saved.checkpoint();
      await saved.close();
      await using manager = await SessionManager.openSession(saved.storage.id, {
        units: jobs,
        repo,
      });
      expect(manager.deviceContexts.map(({ device }) => device)).toEqual([null, 'phone']);
      expect(
        manager.deviceContexts.map(({ state }) => state.jobs.get('a')?.result.outcome),
      ).toEqual(['pass', 'fail']);
      expect(manager.data.get('whose')).toBe('this machine');
    });

    test('removeDeviceContext: removes, and signals afterwards', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ repo });
      const phone = manager.addDeviceContext(named('phone'));
      let left: readonly SessionDeviceContext[] | undefined;
      manager.on('deviceContextRemoved', (context) => {
        expect(context).toBe(phone);
        left = manager.deviceContexts;
      });
      manager.removeDeviceContext(phone);
      expect(left).toEqual([manager.defaultDeviceContext]);
      expect(() => manager.removeDeviceContext(phone)).toThrow(
        coded('UNKNOWN_DEVICE_CONTEXT') as Error,
      );
    });

    test('testPlans: a new value reaches all contexts, with overrides and mandatory jobs', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      manager.addDeviceContext(named('phone'));
      const a = new IdPattern('a');
      const plan: TestPlan = {
        id: 'plan',
        include: [],
        mandatory: [new IdPatternQualifier(a)],
        bootstrap: [],
        overrides: [{ pattern: a, overrides: { certificationStatus: 'blocker' } }],
      };
      expect(manager.testPlans).toEqual([]);
      manager.setTestPlans([plan]);
      expect(manager.testPlans).toEqual([plan]);
      for (const { state, testPlans } of manager.deviceContexts) {
        expect(testPlans).toEqual([plan]);
        expect(state.mandatoryJobs.map(({ id }) => id)).toEqual(['a']);
        expect(state.runList.map(({ id }) => id)).toEqual(['a']);
        expect(state.jobs.get('a')?.effectiveCertificationStatus).toBe('blocker');
      }
    });

    test('testPlans: none at all leaves the mandatory jobs as they are', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: jobs, repo });
      manager.state.updateMandatoryJobs(['b']);
      manager.setTestPlans([]);
      expect(manager.state.mandatoryJobs.map(({ id }) => id)).toEqual(['b']);
    });

    test('exporterMap: in the order of the units, the short names after them', async ({ repo }) => {
      await using manager = await SessionManager.createSession({ units: exporters, repo });
      expect([...manager.exporterMap.keys()]).toEqual([
        'com.canonical.plainbox::text',
        'mine',
        'com.canonical.plainbox::html',
        'html',
        'text',
      ]);
      const map = manager.exporterMap;
      expect(map.get('html')).toBe(map.get('com.canonical.plainbox::html'));
      expect(manager.exporterMap.get('mine')).toEqual({
        unit: selfTest,
        entryPoint: 'csv',
        fileExtension: 'csv',
        options: ['with-header', 'separator=;'],
      });
    });

    test('createExporter: builds the exporter with its options and what its unit says', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: exporters, repo });
      const built = manager.createExporter('mine', ['with-header'], true, (exporter) => [
        exporter.support.entryPoint,
        ...exporter.options,
      ]);
      expect(built).toEqual(['csv', 'with-header']);
      expect(manager.createExporter('text')).toEqual({
        support: manager.exporterMap.get('text'),
        options: [],
      });
    });

    test('createExporter: an unknown id is an error that names those there are', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: [selfTest], repo });
      expect(() => manager.createExporter('html')).toThrow(coded('UNKNOWN_EXPORTER') as Error);
      expect(() => manager.createExporter('html')).toThrow(/"html".*: mine$/);
    });

    test('createExporter: strict refuses other options, and takes names with a value', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: exporters, repo });
      const options = ['with-header=no', 'separator=;'];
      expect(manager.createExporter('mine', options).options).toEqual(options);
      for (const option of ['colour', 'separator=,', '=', '']) {
        expect(() => manager.createExporter('mine', [option]), option).toThrow(
          coded('UNSUPPORTED_EXPORTER_OPTION') as Error,
        );
      }
    });

    test('createExporter: otherwise keeps only the options that are listed literally', async ({
      repo,
    }) => {
      await using manager = await SessionManager.createSession({ units: exporters, repo });
      const wanted = ['colour', 'separator=;', 'with-header=no', 'with-header'];
      expect(manager.createExporter('mine', wanted, false).options).toEqual([
        'separator=;',
        'with-header',
      ]);
    });
  });
}

onDisk('createSession: makes the folders of a session', async ({ repo }) => {
  await using manager = await SessionManager.createSession({ repo });
  expect(existsSync(manager.storage.location)).toBe(true);
  expect(readdirSync(manager.storage.location)).toEqual(
    expect.arrayContaining(['io-logs', 'session-share']),
  );
});

plain('providers of a context are those of the units that it began with', async () => {
  const provider: Provider = { name: 'acme', namespace: 'acme', units: [] };
  const unit = new JobDefinition({ id: 'a', plugin: 'shell', command: 'a' }, { provider });
  const { memoryRepository } = await import('@plainbox/storage');
  await using manager = await SessionManager.createSession({
    units: [unit],
    repo: memoryRepository(),
  });
  expect(manager.defaultDeviceContext.providers).toEqual([provider]);
});
