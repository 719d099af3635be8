import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileSystemRepository, type SessionStorage } from '../src/index.js';
import { delta, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

/** Snapshots 1, 4, 7 and 10, the second and third by folds; two deltas behind each. */
async function threeGenerations(place: string): Promise<{ id: string; folder: string }> {
  const storage = await fileSystemRepository(place, { keepGenerations: 5 }).create();
  await storage.append(snapshot('S1'));
  for (const n of [2, 3, 4]) await storage.append(delta(`d${n}`));
  await storage.append(snapshot('S4', { continues: 4 }));
  for (const n of [5, 6, 7]) await storage.append(delta(`d${n}`));
  await storage.append(snapshot('S7', { continues: 7 }));
  for (const n of [8, 9]) await storage.append(delta(`d${n}`));
  await storage.append(snapshot('S10'));
  for (const n of [11, 12]) await storage.append(delta(`d${n}`));
  await storage.close();
  return { id: storage.id, folder: storage.location };
}

/** Every checkpoint that can be loaded, and what it is. */
const whole: ReadonlyMap<number, string> = new Map(
  [
    ['S1', ['d2', 'd3', 'd4']],
    ['S4', ['d5', 'd6', 'd7']],
    ['S7', ['d8', 'd9']],
    ['S10', ['d11', 'd12', 'd13']],
  ].flatMap(([base, deltas]) => {
    const words = [base as string, ...(deltas as string[])];
    const first = Number(base?.slice(1));
    return words.map((_, index) => [first + index, words.slice(0, index + 1).join('|')] as const);
  }),
);

/** The same state, whichever snapshot it is told from. */
function spelledOut(text: string): string {
  return text
    .replace('S10', 'S7|d8|d9|S10')
    .replace('S7', 'S4|d5|d6|d7')
    .replace('S4', 'S1|d2|d3|d4');
}

async function loadable(storage: SessionStorage): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { sequence } of storage.history()) numbers.push(sequence);
  for (const sequence of new Set(numbers)) {
    const { snapshot, deltas } = await storage.loadAt(sequence);
    const text = [snapshot, ...deltas].map((bytes) => Buffer.from(bytes).toString()).join('|');
    expect(spelledOut(text)).toBe(spelledOut(whole.get(sequence) ?? 'unknown'));
  }
  return [...new Set(numbers)].toSorted((a, b) => b - a);
}

function flip(path: string, text: string): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text) + text.length - 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const allFrom = (last: number): number[] => Array.from({ length: last }, (_, i) => last - i);

describe('a damaged older generation', () => {
  const G = (name: string) => `generations/0000000000${name}`;
  const damages: Readonly<
    Record<string, { path: string; code: string; left: number[]; make(path: string): void }>
  > = {
    'of which a snapshot has a flipped bit': {
      path: G('04.session'),
      code: 'DAMAGED_SNAPSHOT',
      left: allFrom(12),
      make: (path) => flip(path, 'S4'),
    },
    'of which a snapshot is missing': {
      path: G('04.session'),
      code: 'MISSING_SNAPSHOT',
      left: allFrom(12),
      make: (path) => rmSync(path),
    },
    'of which a snapshot that nothing leads to is empty': {
      path: G('01.session'),
      code: 'DAMAGED_SNAPSHOT',
      left: [12, 11, 10, 9, 8, 7, 6, 5, 4],
      make: (path) => writeFileSync(path, ''),
    },
    'of which a folder has taken the place of a snapshot': {
      path: G('07.session'),
      code: 'UNREADABLE',
      left: allFrom(12),
      make: (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    },
    'of which a journal is damaged in the middle': {
      path: G('07.journal'),
      code: 'DAMAGED_JOURNAL',
      left: [12, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1],
      make: (path) => flip(path, ' d9'),
    },
    'of which a journal ends too early': {
      path: G('07.journal'),
      code: 'DAMAGED_JOURNAL',
      left: [12, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1],
      make: (path) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.subarray(0, bytes.indexOf(' d8\n') + 4));
      },
    },
    'of which a journal is all zeros': {
      path: G('04.journal'),
      code: 'DAMAGED_JOURNAL',
      left: [12, 11, 10, 9, 8, 7, 4, 3, 2, 1],
      make: (path) => writeFileSync(path, Buffer.alloc(readFileSync(path).length)),
    },
    "of which a journal is another snapshot's": {
      path: G('07.journal'),
      code: 'DAMAGED_JOURNAL',
      left: [12, 11, 10, 7, 6, 5, 4, 3, 2, 1],
      make: (path) => cpSync(path.replace(G('07'), G('01')), path),
    },
    'of which a journal is missing': {
      path: G('04.journal'),
      code: 'MISSING_JOURNAL',
      left: [12, 11, 10, 9, 8, 7, 4, 3, 2, 1],
      make: (path) => rmSync(path),
    },
    'of which all is missing in the middle': {
      path: G('04.session'),
      code: 'MISSING_SNAPSHOT',
      left: [12, 11, 10, 9, 8, 7, 4, 3, 2, 1],
      make: (path) => {
        rmSync(path);
        rmSync(path.replace(/session$/, 'journal'));
      },
    },
  };
  for (const [what, { path: name, code, left, make }] of Object.entries(damages)) {
    test(`${what} is told, put aside by a repair, and the rest stays loadable`, async () => {
      const place = temporaryPlace();
      const { id, folder } = await threeGenerations(place);
      const path = join(folder.replace(/[^/]*$/, ''), `${id}.session`, name);
      const before = new Map(
        readdirSync(join(folder, 'generations')).map((each) => [
          `generations/${each}`,
          readFileSync(join(folder, 'generations', each)),
        ]),
      );
      make(path);
      const storage = await fileSystemRepository(place).open(id);
      const found = await storage.verify();
      expect(found).toMatchObject({ ok: false, sequence: 12 });
      expect(found.faults).toContainEqual(expect.objectContaining({ code, path }));
      for (const fault of found.faults) expect(fault.path).toContain('/generations/');
      const waiting = storage.repair();
      const appended = storage.append(delta('d13'));
      const repaired = await waiting;
      expect(repaired).toMatchObject({ repaired: true, ok: true, sequence: 12 });
      expect(repaired.faults).toEqual(found.faults);
      // What is appended meanwhile goes on from what is there.
      expect(await appended).toMatchObject({ sequence: 13 });
      expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
      expect(await storage.repair()).toMatchObject({ repaired: false, keptAside: [] });
      await storage.close();
      const reader = await fileSystemRepository(place).open(id, { readOnly: true });
      expect(await loadable(reader)).toEqual([13, ...left]);
      expect(before.size).toBe(6);
    });
  }

  test('beside a damaged journal is put aside by the same repair', async () => {
    const place = temporaryPlace();
    const { id, folder } = await threeGenerations(place);
    flip(join(folder, 'session.journal'), ' d11');
    const damaged = join(folder, 'generations/000000000004.session');
    flip(damaged, 'S4');
    const rotten = readFileSync(damaged);
    const storage = await fileSystemRepository(place).open(id);
    const report = await storage.repair();
    expect(report).toMatchObject({ repaired: true, ok: true, sequence: 10 });
    const kept = report.keptAside.map((path) => readFileSync(path));
    expect(kept.some((bytes) => bytes.equals(rotten))).toBe(true);
    await storage.append(delta('d11'));
    await storage.close();
    const reader = await fileSystemRepository(place).open(id, { readOnly: true });
    expect(await reader.verify()).toMatchObject({ ok: true, faults: [] });
    expect(await loadable(reader)).toEqual(allFrom(11));
  });

  test('newer than the point that a repair goes back to is put aside, so that its number means nothing', async () => {
    const place = temporaryPlace();
    const { id, folder } = await threeGenerations(place);
    for (const name of ['session', 'generations/000000000007.session']) {
      writeFileSync(join(folder, name), 'rotten');
    }
    rmSync(join(folder, 'session.journal'));
    const storage = await fileSystemRepository(place).open(id);
    expect(await storage.repair()).toMatchObject({ repaired: true, ok: true, sequence: 9 });
    await storage.append(delta('other'));
    await storage.append(snapshot('another', { continues: 10 }));
    await storage.append(delta('and'));
    await storage.close();
    const reader = await fileSystemRepository(place).open(id, { readOnly: true });
    expect(await reader.verify()).toMatchObject({ ok: true, faults: [], sequence: 11 });
    const { deltas } = await reader.loadAt(10);
    expect(deltas.map((bytes) => Buffer.from(bytes).toString())).toEqual([]);
  });
});

describe('a session whose journal is gone', () => {
  const zipped = (text: string): { kind: 'snapshot'; bytes: Buffer } => ({
    kind: 'snapshot',
    bytes: gzipSync(text),
  });

  test('is told to be damaged, and no number comes to mean two states', async () => {
    const place = temporaryPlace();
    const repository = fileSystemRepository(place);
    const storage = await repository.create();
    await storage.append(zipped('S1'));
    for (const word of ['a', 'b', 'c']) await storage.append(delta(word));
    await storage.append({ ...zipped('S4'), continues: 4 });
    await storage.append(delta('d'));
    await storage.close();
    rmSync(join(storage.location, 'session.journal'));
    const again = await fileSystemRepository(place).open(storage.id);
    const loaded = await again.load();
    expect(loaded).toMatchObject({ sequence: 5, snapshot: gzipSync('S4'), deltas: [] });
    expect(loaded?.faults).toMatchObject([{ code: 'MISSING_JOURNAL' }]);
    expect(await again.verify()).toMatchObject({ ok: false, sequence: 5 });
    await expect(again.append(delta('x'))).rejects.toMatchObject({ code: 'DAMAGED' });
    expect(await again.repair()).toMatchObject({ repaired: true, ok: true, sequence: 5 });
    await again.append(delta('x'));
    expect(await again.verify()).toMatchObject({ ok: true, faults: [], sequence: 6 });
    await again.close();
    const reader = await repository.open(storage.id, { readOnly: true });
    expect((await reader.loadAt(4)).deltas.length).toBe(3);
    const { snapshot: bytes } = await reader.loadAt(5);
    expect(gunzipSync(bytes).toString()).toBe('S4');
  });

  test('is that too where its header alone is damaged: what was written during the fold keeps its numbers', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    await storage.append(zipped('S1'));
    for (const word of ['a', 'b', 'c']) await storage.append(delta(word));
    await storage.append({ ...zipped('S4'), continues: 4 });
    await storage.close();
    flip(join(storage.location, 'session.journal'), '"base":"sha');
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await reader.load()).toMatchObject({
      sequence: 5,
      faults: [{ code: 'DAMAGED_JOURNAL', message: expect.stringContaining("isn't known") }],
    });
    expect((await reader.loadAt(4)).deltas.length).toBe(3);
  });

  test('falls back on the older ones where nothing shows that its snapshot is whole', async () => {
    const place = temporaryPlace();
    const { id, folder } = await threeGenerations(place);
    rmSync(join(folder, 'session.journal'));
    const reader = await fileSystemRepository(place).open(id, { readOnly: true });
    const loaded = await reader.load();
    expect(loaded?.sequence).toBe(9);
    expect(loaded?.faults.map(({ code }) => code)).toEqual(['MISSING_JOURNAL']);
  });

  test('before there was a second snapshot, or of plainbox (Python), is sound', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    await storage.append(zipped('S1'));
    await storage.close();
    rmSync(join(storage.location, 'session.journal'));
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await reader.verify()).toMatchObject({ ok: true, faults: [], sequence: 1 });
  });

  test('is sound where snapshot mode has taken over, and says so in its place', async () => {
    const place = temporaryPlace();
    const { id, folder } = await threeGenerations(place);
    const path = join(folder, 'session.journal');
    const whole = fileSystemRepository(place, { mode: 'snapshot' });
    for (const n of [13, 14]) {
      await using storage = await whole.open(id);
      expect(storage.sequence).toBe(n - 1);
      await storage.append(snapshot(`S${n}`));
      expect(await storage.verify()).toMatchObject({ ok: true, faults: [], sequence: n });
    }
    expect(readFileSync(path, 'utf8')).toContain('retired');
    const reader = await fileSystemRepository(place).open(id, { readOnly: true });
    expect(await reader.load()).toMatchObject({ sequence: 14, faults: [] });
    const { deltas } = await reader.loadAt(12);
    expect(deltas.map((bytes) => Buffer.from(bytes).toString())).toEqual(['d11', 'd12']);
    for await (const { state } of fileSystemRepository(place).list()) expect(state).toBe('saved');
    // An empty file, as a file system may leave, doesn't say so.
    const mark = readFileSync(path);
    writeFileSync(path, '');
    expect(await reader.verify()).toMatchObject({ ok: false });
    writeFileSync(path, mark);
    await using storage = await fileSystemRepository(place).open(id);
    await storage.append(delta('d15'));
    expect(await storage.verify()).toMatchObject({ ok: true, faults: [], sequence: 15 });
  });

  test('keeps its number where a repair puts the newest generation aside, in snapshot mode', async () => {
    const repository = fileSystemRepository(temporaryPlace(), { mode: 'snapshot' });
    const storage = await repository.create();
    for (const n of [1, 2, 3]) await storage.append(zipped(`S${n}`));
    const newest = join(storage.location, 'generations/000000000002.session');
    writeFileSync(newest, readFileSync(newest).subarray(0, 12));
    expect(await storage.verify()).toMatchObject({ ok: false, sequence: 3 });
    expect(await storage.repair()).toMatchObject({ repaired: true, ok: true, sequence: 3 });
    expect(await storage.append(zipped('S4'))).toMatchObject({ sequence: 4 });
    await storage.close();
    await using later = await repository.open(storage.id);
    expect(later.sequence).toBe(4);
    expect(await later.verify()).toMatchObject({ ok: true, faults: [] });
  });

  test('keeps what another program saved meanwhile, and its journal aside, in snapshot mode', async () => {
    const place = temporaryPlace();
    const { id, folder } = await threeGenerations(place);
    const journal = readFileSync(join(folder, 'session.journal'));
    writeFileSync(join(folder, 'session'), gzipSync('of plainbox'));
    await using storage = await fileSystemRepository(place, { mode: 'snapshot' }).open(id);
    expect(storage.sequence).toBe(13);
    await storage.append(snapshot('S14'));
    expect(await storage.verify()).toMatchObject({ ok: true, faults: [], sequence: 14 });
    const aside = readdirSync(join(folder, 'set-aside'));
    const kept = aside.map((name) => readFileSync(join(folder, 'set-aside', name)));
    expect(kept).toEqual([journal]);
  });
});

test('a copy of a session whose oldest generations were removed is sound', async () => {
  const place = temporaryPlace();
  const { id, folder } = await threeGenerations(place);
  for (const name of ['01.session', '01.journal', '04.session', '04.journal']) {
    rmSync(join(folder, `generations/0000000000${name}`));
    const copy = temporaryPlace();
    cpSync(place, copy, { recursive: true });
    const reader = await fileSystemRepository(copy).open(id, { readOnly: true });
    expect(await reader.verify(), name).toMatchObject({ ok: true, faults: [], sequence: 12 });
  }
});
