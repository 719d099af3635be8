import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { DiskJobResult, formatIoLogRecord, JobDefinition } from '@plainbox/state';
import { describe, expect } from 'vitest';
import { SessionManager } from '../src/index.js';
import { SessionIoLogs } from '../src/io-logs/session-io-logs.js';
import { onDisk as test } from './places.js';

const line = (text: string): string =>
  formatIoLogRecord({ delay: 0.5, stream: 'stdout', data: Buffer.from(text) });

const resource = new JobDefinition({ id: 'disks', plugin: 'resource', command: 'list-disks' });

describe('the logs of a session', () => {
  test('give a resumed resource job its records again', async ({ repo }) => {
    const manager = await SessionManager.createSession({ units: [resource], repo });
    const path = join(manager.directories?.ioLogPathname ?? '', 'disks.record.gz');
    for (const file of ['disks.record.gz', 'disks.stdout', 'disks.stderr']) {
      const log = await manager.storage.openLog(file);
      await log.write(
        file.endsWith('gz') ? gzipSync(line('name: sda\n') + line('size: 1\n')) : Buffer.alloc(0),
      );
      await log.close();
    }
    const result = new DiskJobResult({ outcome: 'pass', ioLogFilename: path });
    expect(manager.state.updateJobResult('disks', result)).toEqual([]);
    await manager.checkpoint();
    await manager.close();

    await using again = await SessionManager.openSession('latest', { units: [resource], repo });
    const records = again.state.resources.get('disks')?.map(({ data }) => Object.fromEntries(data));
    expect(records).toEqual([{ name: 'sda', size: '1' }]);
  });

  test('that are missing are told of, and keep nothing from going on', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ units: [resource], repo });
    const path = join(manager.directories?.ioLogPathname ?? '', 'gone.record.gz');
    const result = new DiskJobResult({ outcome: 'pass', ioLogFilename: path });
    const [problem] = manager.state.updateJobResult('disks', result);
    expect(problem).toMatchObject({ cause: { code: 'LOG_MISSING', path } });
  });

  test('are read up to the last whole record when they were cut off', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ repo });
    const folder = manager.directories?.ioLogPathname ?? '';
    await mkdir(folder, { recursive: true });
    const whole = gzipSync(Array.from({ length: 2000 }, (_, at) => line(`line ${at}\n`)).join(''));
    const path = join(folder, 'cut.record.gz');
    const logs = new SessionIoLogs(manager.storage.location);
    for (const length of [0, 1, 9, 10, 11, 500, whole.length - 9, whole.length - 1]) {
      await writeFile(path, whole.subarray(0, length));
      const texts = Array.from(logs.read(path), ({ data }) => Buffer.from(data).toString());
      expect(texts).toEqual(texts.map((_, at) => `line ${at}\n`));
    }
  });

  test('are read up to the last whole record when zeros or rubbish follow it', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ repo });
    const lines = Array.from({ length: 2000 }, (_, at) => line(`line ${at}\n`)).join('');
    const flushed = gzipSync(lines, { finishFlush: constants.Z_SYNC_FLUSH });
    const path = join(manager.storage.location, 'torn.record.gz');
    const logs = new SessionIoLogs(manager.storage.location);
    for (const rest of [Buffer.alloc(512), Buffer.alloc(512, 'rubbish')]) {
      await writeFile(path, Buffer.concat([flushed, rest]));
      const texts = Array.from(logs.read(path), ({ data }) => Buffer.from(data).toString());
      expect(texts).toEqual(Array.from({ length: 2000 }, (_, at) => `line ${at}\n`));
    }
  });

  test('that are missing keep no checkpoint from being saved', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ units: [resource], repo });
    const path = join(manager.directories?.ioLogPathname ?? '', 'gone.record.gz');
    manager.state.updateJobResult(
      'disks',
      new DiskJobResult({ outcome: 'pass', ioLogFilename: path }),
    );
    expect(await manager.checkpoint()).toMatchObject({ sequence: 1 });
    manager.state.updateJobResult(
      'disks',
      new DiskJobResult({ outcome: 'fail', ioLogFilename: path }),
    );
    expect(await manager.checkpoint()).toMatchObject({ sequence: 2 });
  });

  test('that are damaged are an error of their own', async ({ repo }) => {
    await using manager = await SessionManager.createSession({ repo });
    const path = join(manager.storage.location, 'bad.record.gz');
    const logs = new SessionIoLogs(manager.storage.location);
    for (const bytes of [Buffer.from('no gzip at all'), gzipSync('{"no":"record"}\n')]) {
      await writeFile(path, bytes);
      expect(() => [...logs.read(path)]).toThrow(
        expect.objectContaining({ name: 'IoLogError', code: 'LOG_UNREADABLE', path }),
      );
    }
  });

  test('are read from the session and from allowed folders only, links followed', async ({
    repo,
  }) => {
    await using manager = await SessionManager.createSession({ repo });
    const { location } = manager.storage;
    const cache = join(repo.location, 'cache');
    await mkdir(cache);
    const outside = join(cache, 'a.record.gz');
    await writeFile(outside, gzipSync(line('x\n')));
    const link = join(location, 'link.record.gz');
    await symlink(outside, link);

    const logs = new SessionIoLogs(location);
    for (const path of [outside, link, join(location, '..', 'cache', 'a.record.gz')]) {
      expect(() => logs.read(path)).toThrow(
        expect.objectContaining({ code: 'LOG_OUTSIDE_SESSION' }),
      );
      expect(logs.isFile(path)).toBe(false);
    }
    expect([...new SessionIoLogs(location, [cache]).read(link)]).toHaveLength(1);
  });
});
