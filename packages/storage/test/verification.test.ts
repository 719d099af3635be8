import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import { encodeBatch, encodeHeader, lineLength } from '../src/filesystem/journal-format.js';
import { scanJournal } from '../src/filesystem/journal-scan.js';
import { fileSystemRepository, type SessionStorage } from '../src/index.js';
import { FailingFileSystem } from './failing-file-system.js';
import { delta, loadText, snapshot, textOf } from './records.js';
import { temporaryPlace } from './temporary-place.js';
import { emptyMember } from './zipped.js';

/** Checkpoints 1 to 6, folded at 4: an older generation holds 1 to 4, the present one 4 to 6. */
async function sixCheckpoints(place: string): Promise<{ id: string; folder: string }> {
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  for (const word of ['a', 'b', 'c']) await storage.append(delta(word));
  await storage.append(snapshot('Sabc', { continues: 4 }));
  for (const word of ['d', 'e']) await storage.append(delta(word));
  await storage.close();
  return { id: storage.id, folder: storage.location };
}

/** Names, sizes, times and content of everything below a folder. */
function everythingIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => `${path} ${statSync(path).mtimeMs} ${readFileSync(path).toString('base64')}`);
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

function openToRead(place: string, id: string): Promise<SessionStorage> {
  return fileSystemRepository(place).open(id, { readOnly: true });
}

test('a flipped bit anywhere is noticed, never loaded, and verified without a change', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  const files = [
    'session',
    'session.journal',
    ...readdirSync(join(folder, 'generations')).map((name) => `generations/${name}`),
  ];
  const whole = new Map(
    [...'123456'].map((n) => [
      Number(n),
      ['S', 'S|a', 'S|a|b', 'Sabc', 'Sabc|d', 'Sabc|d|e'][Number(n) - 1],
    ]),
  );
  let noticed = 0;
  for (const name of files) {
    const path = join(folder, name);
    const original = readFileSync(path);
    for (let at = 0; at < original.length; at += 1 + Math.floor(original.length / 40)) {
      flip(path, at);
      const before = everythingIn(folder);
      const reader = await openToRead(place, id);
      const report = await reader.verify();
      expect(report.faults.length, `${name} at ${at}`).toBeGreaterThan(0);
      expect(everythingIn(folder)).toEqual(before);
      const loaded = await reader.load();
      const text = textOf(loaded);
      const sequence = Number(text.split('@')[1]);
      expect(text.replaceAll('|', '')).toBe(
        `${whole.get(sequence)?.replaceAll('|', '')}@${sequence}`,
      );
      // What is known to be gone is told by its numbers.
      if (sequence < 6 && loaded?.faults.some(({ lostTo }) => lostTo !== undefined)) {
        expect(loaded.faults).toContainEqual(
          expect.objectContaining({ lostFrom: sequence + 1, lostTo: 6 }),
        );
      }
      noticed++;
      writeFileSync(path, original);
    }
  }
  expect(noticed).toBeGreaterThan(50);
  expect(await (await openToRead(place, id)).verify()).toMatchObject({
    ok: true,
    sequence: 6,
    faults: [],
  });
});

test('a damaged snapshot falls back on the generation before, by whose journal nothing is lost', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  writeFileSync(join(folder, 'session'), 'rotten');
  const reader = await openToRead(place, id);
  expect(await loadText(reader)).toBe('S|a|b|c|d|e@6');
  expect((await reader.load())?.faults).toMatchObject([{ code: 'DAMAGED_SNAPSHOT' }]);
});

test('a damaged snapshot beside a broken journal falls back on the generation before', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append({ kind: 'snapshot', bytes: gzipSync('one') });
  await storage.append({ kind: 'snapshot', bytes: gzipSync('two') });
  await storage.close();
  flip(join(storage.location, 'session'), -1);
  writeFileSync(join(storage.location, 'session.journal'), 'rotten');
  const reader = await openToRead(place, storage.id);
  const loaded = await reader.load();
  expect(loaded?.snapshot).toEqual(gzipSync('one'));
  expect(loaded?.faults.map(({ code }) => code)).toContain('DAMAGED_SNAPSHOT');
});

describe('an older snapshot put back in the place of a newer one', () => {
  test('is told, with the checkpoints that it misses, and nothing is written to it', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    const path = join(storage.location, 'session');
    await storage.append(snapshot('S'));
    const older = readFileSync(path);
    for (const word of ['a', 'b']) await storage.append(delta(word));
    await storage.append(snapshot('Tab'));
    for (const word of ['c', 'd']) await storage.append(delta(word));
    await storage.close();
    writeFileSync(path, older);
    const again = await fileSystemRepository(place).open(storage.id);
    const loaded = await again.load();
    expect(textOf(loaded)).toBe('S|a|b@3');
    expect(loaded?.faults).toContainEqual(
      expect.objectContaining({ code: 'DAMAGED_SNAPSHOT', lostFrom: 4, lostTo: 6 }),
    );
    expect(await again.verify()).toMatchObject({ ok: false, sequence: 3 });
    await expect(again.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
    const { keptAside } = await again.repair();
    expect(keptAside.length).toBe(2);
    expect(await again.verify()).toMatchObject({ ok: true, sequence: 3 });
    await again.close();
  });

  test('gives way to a generation between them, from which more is left', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    const path = join(storage.location, 'session');
    await storage.append(snapshot('S'));
    const older = readFileSync(path);
    await storage.append(snapshot('T'));
    await storage.append(delta('a'));
    await storage.append(snapshot('Ta', { continues: 3 }));
    await storage.append(delta('b'));
    await storage.close();
    writeFileSync(path, older);
    const reader = await openToRead(place, storage.id);
    const loaded = await reader.load();
    expect(textOf(loaded)).toBe('T|a|b@4');
    expect(loaded?.faults).toMatchObject([{ code: 'DAMAGED_SNAPSHOT' }]);
    expect(await reader.verify()).toMatchObject({ ok: false, sequence: 4 });
  });
});

describe('a zipped snapshot', () => {
  async function zippedAndGoneOn(place: string): Promise<SessionStorage> {
    const storage = await fileSystemRepository(place).create();
    await storage.append({ kind: 'snapshot', bytes: gzipSync('S'.repeat(50)) });
    for (const word of ['a', 'b']) await storage.append(delta(word));
    await storage.close();
    return storage;
  }

  test('of which a bit has flipped that gzip never looks at keeps its deltas, and says so once', async () => {
    const place = temporaryPlace();
    const { id, location } = await zippedAndGoneOn(place);
    // Its time, its level, its system: all that stands outside of every checksum.
    for (const at of [4, 7, 8, 9]) {
      flip(join(location, 'session'), at);
      const storage = await fileSystemRepository(place).open(id);
      const loaded = await storage.load();
      expect(loaded?.sequence).toBe(3);
      expect(loaded?.deltas.map((bytes) => Buffer.from(bytes).toString())).toEqual(['a', 'b']);
      expect(loaded?.faults.map(({ code }) => code)).toEqual(['FOREIGN_SNAPSHOT']);
      expect(await storage.verify()).toMatchObject({ ok: true, sequence: 3, faults: [] });
      await storage.close();
    }
  });

  test('that was only zipped anew keeps its deltas, with side data behind it or without', async () => {
    const text = 'S'.repeat(50);
    const sideData = emptyMember({ extra: Buffer.from('summary of S') });
    const withSideData = Buffer.concat([gzipSync(text), sideData]);
    for (const [first, then] of [
      [withSideData, gzipSync(text, { level: 1 })],
      [gzipSync(text), withSideData],
      [withSideData, Buffer.concat([gzipSync(text, { level: 0 }), sideData])],
    ] as const) {
      const place = temporaryPlace();
      const storage = await fileSystemRepository(place).create();
      await storage.append({ kind: 'snapshot', bytes: first });
      await storage.append(delta('a'));
      await storage.close();
      writeFileSync(join(storage.location, 'session'), then);
      const loaded = await (await openToRead(place, storage.id)).load();
      expect(loaded).toMatchObject({ sequence: 2, snapshot: then });
      expect(loaded?.faults.map(({ code }) => code)).toEqual(['FOREIGN_SNAPSHOT']);
    }
  });

  test('of another text never gets the deltas, though the same side data stands behind both', async () => {
    const sideData = emptyMember({ extra: Buffer.from('summary') });
    const zipped = (text: string): Buffer => Buffer.concat([gzipSync(text), sideData]);
    const place = temporaryPlace();
    const repository = fileSystemRepository(place, { keepGenerations: 0 });
    const storage = await repository.create();
    const path = join(storage.location, 'session');
    await storage.append({ kind: 'snapshot', bytes: zipped('one') });
    const backup = readFileSync(path);
    for (const text of ['two', 'three']) {
      await storage.append({ kind: 'snapshot', bytes: zipped(text) });
    }
    await storage.append(delta('a'));
    await storage.close();
    const journal = readFileSync(join(storage.location, 'session.journal'));
    for (const other of [backup, zipped('of another session'), gzipSync('of plainbox')]) {
      writeFileSync(path, other);
      const reader = await openToRead(place, storage.id);
      const loaded = await reader.load();
      expect(loaded).toMatchObject({ sequence: 5, snapshot: other, deltas: [] });
      expect(loaded?.faults.map(({ code }) => code)).toEqual(['FOREIGN_SNAPSHOT', 'SET_ASIDE']);
      expect(await reader.verify()).toMatchObject({ ok: true, sequence: 5 });
    }
    await (await repository.open(storage.id)).close();
    const aside = readdirSync(join(storage.location, 'set-aside'));
    expect(aside.map((name) => readFileSync(join(storage.location, 'set-aside', name)))).toEqual([
      journal,
    ]);
  });

  test('of which an older version noted no text but the side data is known by its bytes alone', async () => {
    const place = temporaryPlace();
    const { id, location } = await zippedAndGoneOn(place);
    const path = join(location, 'session.journal');
    const { header, records } = scanJournal(readFileSync(path));
    if (header === undefined) throw new Error('The journal has no header.');
    const lines = records.map((record) => encodeBatch([record], lineLength(record)));
    const before = { ...header, content: `gzip:${'0'.repeat(16)}` };
    writeFileSync(path, Buffer.concat([encodeHeader(before), ...lines]));
    const reader = await openToRead(place, id);
    expect(await reader.load()).toMatchObject({ sequence: 3, faults: [] });
    for (const other of [gzipSync(''), Buffer.concat([gzipSync('other'), emptyMember()])]) {
      writeFileSync(join(location, 'session'), other);
      const loaded = await reader.load();
      expect(loaded).toMatchObject({ sequence: 4, deltas: [] });
      expect(loaded?.faults.map(({ code }) => code)).toEqual(['FOREIGN_SNAPSHOT', 'SET_ASIDE']);
    }
  });

  test('whose journal an older version wrote is read as before', async () => {
    const place = temporaryPlace();
    const { id, location } = await zippedAndGoneOn(place);
    const path = join(location, 'session.journal');
    const { header, records } = scanJournal(readFileSync(path));
    if (header === undefined) throw new Error('The journal has no header.');
    const { content, ...before } = header;
    expect(content).toMatch(/^gzip:[0-9a-f]{16}$/);
    const lines = records.map((record) => encodeBatch([record], lineLength(record)));
    writeFileSync(path, Buffer.concat([encodeHeader(before), ...lines]));
    const reader = await openToRead(place, id);
    expect(await reader.load()).toMatchObject({ sequence: 3, faults: [] });
    flip(join(location, 'session'), 4);
    const loaded = await reader.load();
    expect(loaded?.sequence).toBe(4);
    expect(loaded?.faults.map(({ code }) => code)).toEqual(['FOREIGN_SNAPSHOT', 'SET_ASIDE']);
  });
});

test('a damaged session is not written to until it is repaired, and what was there is kept aside', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  const path = join(folder, 'session.journal');
  flip(path, readFileSync(path).length - 40);
  const damagedBytes = readFileSync(path);
  const storage = await fileSystemRepository(place).open(id);
  const text = await loadText(storage);
  await expect(storage.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
  expect(readFileSync(path)).toEqual(damagedBytes);
  const report = await storage.repair();
  expect(report.repaired).toBe(true);
  const aside = report.keptAside.map((each) => readFileSync(each));
  expect(aside.some((bytes) => bytes.equals(damagedBytes))).toBe(true);
  expect(await loadText(storage)).toBe(text);
  await storage.append(delta('x'));
  expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
  await storage.close();
});

test('a repair of a sound session changes nothing', async () => {
  const place = temporaryPlace();
  const { id } = await sixCheckpoints(place);
  const storage = await fileSystemRepository(place).open(id);
  expect(await storage.repair()).toMatchObject({ repaired: false, keptAside: [] });
  expect(await loadText(storage)).toBe('Sabc|d|e@6');
  await storage.close();
});

test('checkpoints that are handed in during a repair wait for it, and none is lost', async () => {
  const place = temporaryPlace();
  const { id } = await sixCheckpoints(place);
  const storage = await fileSystemRepository(place).open(id);
  const before = storage.append(delta('f'));
  const repairing = storage.repair();
  expect(() => storage.appendSync(delta('x'))).toThrow(/being repaired/);
  const behind = [
    storage.append(delta('g')),
    storage.append(snapshot('Sabcdefg', { continues: 8 })),
    storage.append(delta('h')),
  ];
  expect(await repairing).toMatchObject({ repaired: false });
  const receipts = await Promise.all([before, ...behind]);
  expect(receipts.map(({ sequence }) => sequence)).toEqual([7, 8, 8, 9]);
  expect((await storage.repair()).sequence).toBe(9);
  expect(storage.appendSync(delta('i')).sequence).toBe(10);
  await storage.close();
  expect(await loadText(await openToRead(place, id))).toBe('Sabcdefg|h|i@10');
});

test('what was handed in on top of damage that a repair takes away is abandoned', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  const storage = await fileSystemRepository(place).open(id);
  const path = join(folder, 'session.journal');
  await Promise.all([storage.append(delta('f')), storage.append(delta('g'))]);
  const headerEnd = readFileSync(path).indexOf('\n');
  flip(path, headerEnd + 10);
  const repairing = storage.repair();
  const behind = storage.append(delta('h'));
  const fold = storage.append(snapshot('Sabcdefgh', { continues: 9 }));
  await expect(behind).rejects.toMatchObject({ code: 'ABANDONED' });
  await expect(fold).rejects.toMatchObject({ code: 'ABANDONED' });
  expect(await repairing).toMatchObject({ repaired: true, ok: true });
  const { sequence } = await storage.append(snapshot('Sabcdefghi'));
  expect(sequence).toBe((await repairing).sequence + 1);
  await storage.close();
  expect(await openToRead(place, id).then((reader) => reader.verify())).toMatchObject({ ok: true });
});

test('of a session of which nothing can be proved is said so, and none of it is touched', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  writeFileSync(join(folder, 'session'), 'rotten');
  rmSync(join(folder, 'generations'), { recursive: true });
  const reader = await openToRead(place, id);
  await expect(reader.load()).rejects.toMatchObject({ code: 'DAMAGED' });
  const before = everythingIn(folder);
  await expect(fileSystemRepository(place).open(id)).rejects.toMatchObject({ code: 'DAMAGED' });
  expect(everythingIn(folder).filter((file) => !file.includes('session.lock'))).toEqual(
    before.filter((file) => !file.includes('session.lock')),
  );
});

test('what a killed save left, ours or of plainbox, is told and never read', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  const tooLargeForAnyPid = 4194304;
  for (const name of ['.tmp.1.7', `.lock.${tooLargeForAnyPid}.abc`, '.lock.abc', 'session.next']) {
    writeFileSync(join(folder, name), 'half');
  }
  const report = await (await openToRead(place, id)).verify();
  expect(report).toMatchObject({ ok: true, sequence: 6 });
  expect(report.faults.map(({ code }) => code)).toEqual(Array(4).fill('LEFTOVER'));
});

test('a lock that a living process is about to take is no leftover', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  writeFileSync(join(folder, `.lock.${process.pid}.abc`), '');
  expect(await (await openToRead(place, id)).verify()).toMatchObject({ ok: true, faults: [] });
});

test('a link or a folder in the place of a file is not followed, and reported', async () => {
  const place = temporaryPlace();
  const secret = join(temporaryPlace(), 'secret');
  writeFileSync(secret, 'not yours');
  for (const name of ['session', 'session.journal']) {
    for (const put of [symlinkSync.bind(undefined, secret), mkdirSync]) {
      const { id, folder } = await sixCheckpoints(place);
      rmSync(join(folder, name));
      put(join(folder, name));
      const reader = await openToRead(place, id);
      await expect(reader.load()).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
      const report = await reader.verify();
      expect(report.ok).toBe(false);
      expect(report.faults[0]).toMatchObject({ code: 'UNREADABLE' });
    }
  }
  expect(readFileSync(secret, 'utf8')).toBe('not yours');
});

describe('whatever stands where a file belongs, verifying gives a verdict and names it', () => {
  const put = {
    'a socket': async (path: string) => {
      // The name of a socket can't be as long as a path may be.
      const short = join(tmpdir(), `socket-${process.pid}`);
      await using server = createServer();
      await new Promise<void>((resolve) => server.listen(short, resolve));
      renameSync(short, path);
    },
    'a named pipe': async (path: string) => {
      execFileSync('mkfifo', [path]);
    },
    'a folder': async (path: string) => {
      mkdirSync(path);
    },
  };
  for (const [what, putAt] of Object.entries(put)) {
    for (const name of ['session', 'session.journal', 'generations/000000000001.session']) {
      test(`${what} at ${name}`, async () => {
        const place = temporaryPlace();
        const { id, folder } = await sixCheckpoints(place);
        rmSync(join(folder, name));
        await putAt(join(folder, name));
        const report = await (await openToRead(place, id)).verify();
        expect(report.ok).toBe(false);
        expect(report.faults).toContainEqual(
          expect.objectContaining({ code: 'UNREADABLE', path: join(folder, name) }),
        );
      });
    }
  }

  test('a lock that is no file', async () => {
    const place = temporaryPlace();
    const { id, folder } = await sixCheckpoints(place);
    mkdirSync(join(folder, 'session.lock.7'));
    const reader = await openToRead(place, id);
    expect(await reader.verify()).toMatchObject({
      ok: false,
      sequence: 6,
      faults: [{ code: 'UNREADABLE', path: join(folder, 'session.lock.7') }],
    });
  });

  test('a file in the place of the generations', async () => {
    const place = temporaryPlace();
    const { id, folder } = await sixCheckpoints(place);
    rmSync(join(folder, 'generations'), { recursive: true });
    writeFileSync(join(folder, 'generations'), '');
    const report = await (await openToRead(place, id)).verify();
    expect(report.ok).toBe(false);
    expect(report.faults).toMatchObject([
      { code: 'UNREADABLE', path: join(folder, 'generations') },
    ]);
  });

  test('a file that may not be read; but a device that fails is no verdict', async () => {
    const place = temporaryPlace();
    const { id, folder } = await sixCheckpoints(place);
    const system = new FailingFileSystem();
    const driver = new FileSystemDriver(place, {}, system.fileSystem);
    system.failure = { operation: 'open', path: 'session.journal', code: 'EACCES' };
    const report = await driver.verify(id);
    expect(report.ok).toBe(false);
    expect(report.faults).toMatchObject([
      { code: 'UNREADABLE', path: join(folder, 'session.journal') },
    ]);
    system.failure = { operation: 'open', path: 'session.journal', code: 'EIO' };
    await expect(driver.verify(id)).rejects.toMatchObject({ code: 'IO_FAILED' });
  });
});

test('a session that was removed under a reader is gone, and not empty', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  const reader = await openToRead(place, id);
  rmSync(folder, { recursive: true });
  await expect(reader.load()).rejects.toMatchObject({ code: 'VANISHED', sessionId: id });
});

test('a journal made to have us read it over and over is read in a moment', async () => {
  const place = temporaryPlace();
  const { id, folder } = await sixCheckpoints(place);
  const path = join(folder, 'session.journal');
  const lines = 60_000;
  const length = 1_000_000;
  const line = `00000000 +9 ${length} `.padEnd(31, 'x');
  writeFileSync(
    path,
    Buffer.concat([
      readFileSync(path),
      Buffer.from('broken\n'),
      Buffer.from(`${line}\n`.repeat(lines)),
    ]),
  );
  const reader = await openToRead(place, id);
  expect(await loadText(reader)).toBe('Sabc|d|e@6');
});
