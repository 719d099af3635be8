import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import { defineRepository, fileSystemRepository, type SessionStorage } from '../src/index.js';
import { FailingFileSystem } from './failing-file-system.js';
import { snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

async function linesOf(storage: SessionStorage, name: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of storage.readLogLines(name)) lines.push(line);
  return lines;
}

const texts = Array.from(
  { length: 3000 },
  (_, index) => `record ${index} ${'x'.repeat(index % 50)}`,
);
/** As a running writer has it: everything is flushed, nothing is ended. */
const flushed = gzipSync(texts.map((text) => `${text}\n`).join(''), {
  finishFlush: constants.Z_SYNC_FLUSH,
});

for (const [what, rest] of [
  ['cut off there', Buffer.of()],
  ['zeros that a power cut left', Buffer.alloc(4096)],
  ['half a record', gzipSync('half a rec').subarray(10, 18)],
] as const) {
  test(`a zipped log of a killed run is read up to its last whole record, behind it ${what}`, async () => {
    const storage = await fileSystemRepository(temporaryPlace()).create();
    await using log = await storage.openLog('job.record.gz');
    await log.write(Buffer.concat([flushed, rest]));
    expect((await linesOf(storage, 'job.record.gz')).slice(0, texts.length)).toEqual(texts);
  });
}

test('a plain log without its last newline is read up to the last whole line', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  await using log = await storage.openLog('job.stdout');
  await log.write(Buffer.from('one\ntwo\nthr'));
  expect(await linesOf(storage, 'job.stdout')).toEqual(['one', 'two']);
});

test('more logs than may stay open, written and synced at once, each keep what is theirs', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  await storage.append(snapshot('S'));
  const names = Array.from({ length: 50 }, (_, index) => `job-${index}`);
  await Promise.all(
    names.map(async (name) => {
      await using log = await storage.openLog(name);
      for (let part = 0; part < 6; part++) {
        const writing = log.write(Buffer.from(`${name} ${part}\n`));
        if (part % 3 === 2) await storage.append(snapshot('S', { logs: [name] }));
        await writing;
      }
    }),
  );
  for (const name of names) {
    const lines = Array.from({ length: 6 }, (_, part) => `${name} ${part}`);
    expect(await linesOf(storage, name)).toEqual(lines);
  }
  await storage.close();
});

test('two writers of one log write behind one another', async () => {
  const storage = await fileSystemRepository(temporaryPlace()).create();
  const [one, other] = [await storage.openLog('shared'), await storage.openLog('shared')];
  const parts = Array.from({ length: 20 }, (_, index) => `part ${index}`);
  await Promise.all(
    parts.map((part, index) => (index % 2 === 0 ? one : other).write(Buffer.from(`${part}\n`))),
  );
  expect(await linesOf(storage, 'shared')).toEqual(parts);
  await storage.close();
});

test('of a log write that failed nothing stays, and the next goes on where it began', async () => {
  const system = new FailingFileSystem();
  const driver = new FileSystemDriver(temporaryPlace(), {}, system.fileSystem);
  const storage = await defineRepository(driver).create();
  await using log = await storage.openLog('job.stdout');
  await log.write(Buffer.from('one\n'));
  system.failure = { operation: 'write', path: 'job.stdout', code: 'ENOSPC' };
  await expect(log.write(Buffer.from('lost\n'))).rejects.toMatchObject({ code: 'NO_SPACE' });
  system.failure = undefined;
  await log.write(Buffer.from('two\n'));
  expect(await linesOf(storage, 'job.stdout')).toEqual(['one', 'two']);
});

test('a log whose sync failed keeps its checkpoint back, and is written anew before the next sync', async () => {
  const system = new FailingFileSystem();
  const driver = new FileSystemDriver(temporaryPlace(), {}, system.fileSystem);
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'));
  const log = await storage.openLog('job.stdout');
  await log.write(Buffer.from('what was said'));
  await log.close();
  system.failure = { operation: 'sync', path: 'job.stdout', code: 'EIO' };
  const naming = snapshot('T', { logs: ['job.stdout'] });
  await expect(storage.append(naming)).rejects.toMatchObject({ code: 'IO_FAILED' });
  system.failure = undefined;
  const path = join(storage.location, 'io-logs', 'job.stdout');
  system.written.length = 0;
  expect((await storage.append(naming)).sequence).toBe(2);
  expect(system.written.filter((each) => each === path)).toHaveLength(1);
  expect(readFileSync(path, 'utf8')).toBe('what was said');
  await storage.close();
});
