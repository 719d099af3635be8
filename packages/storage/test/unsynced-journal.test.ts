import { describe, expect, test } from 'vitest';
import {
  CHUNK,
  encodeBatch,
  encodeHeader,
  lineLength,
  SECTOR,
} from '../src/filesystem/journal-format.js';
import { scanJournal } from '../src/filesystem/journal-scan.js';
import { lotFrom } from './crash/power-cut.js';

const HEADER = encodeHeader({ journal: 1, base: 'b', sequence: 1, follows: null, unsynced: true });

/** Batches of records of these sizes, numbered from 2. */
function batchesOf(sizes: readonly (readonly number[])[], fill = 'z'): Buffer[] {
  let sequence = 1;
  return sizes.map((batch) => {
    const records = batch.map((size) => ({
      sequence: ++sequence,
      bytes: Buffer.alloc(size, fill),
    }));
    return encodeBatch(
      records,
      records.reduce((sum, record) => sum + lineLength(record), 0),
    );
  });
}

/** The journal after each batch, the first before any. */
function versionsOf(batches: readonly Buffer[]): Buffer[] {
  return [...batches, Buffer.of()].map((_, count) => {
    const content = Buffer.concat([HEADER, ...batches.slice(0, count)]);
    return Buffer.concat([content, Buffer.alloc(CHUNK - content.length)]);
  });
}

/** Each sector as it was in one of the versions. */
function mixed(versions: readonly Buffer[], versionOf: (sector: number) => number): Buffer {
  const journal = Buffer.alloc(CHUNK);
  for (let at = 0; at < CHUNK; at += SECTOR) {
    versions[versionOf(at / SECTOR)]?.copy(journal, at, at, at + SECTOR);
  }
  return journal;
}

const SIZES = [[40], [300, 90], [1], [700], [40, 40, 40], [1100], [489], [30]];

describe('sectors that a power cut left as they were, of batches that nobody synced, are no damage', () => {
  for (const [content, fill] of [
    ['of text', 'z'],
    ['of zeros', '\0'],
  ] as const) {
    test(`in records ${content}, whichever sectors they are, each as of any batch`, () => {
      const versions = versionsOf(batchesOf(SIZES, fill));
      const lot = lotFrom(1);
      const endings = new Set<string>();
      for (let round = 0; round < 3000; round++) {
        const picked = Array.from({ length: 16 }, () => Math.floor(lot() * versions.length));
        const { ending } = scanJournal(mixed(versions, (sector) => picked[sector] ?? 0));
        if (ending === 'damaged') expect.fail(`sectors as of batch ${picked.join(' ')}`);
        endings.add(ending);
      }
      expect(endings).toContain('torn');
    });
  }

  test('and what stands behind them is told', () => {
    const versions = versionsOf(batchesOf([[600], [600], [600], [600]]));
    const newest = versions.length - 1;
    const journal = mixed(versions, (sector) => (sector === 1 ? 0 : newest));
    expect(scanJournal(journal)).toMatchObject({ ending: 'torn', lostTo: 5 });
  });
});

describe('a bit that has flipped in what was written is damage', () => {
  test('whichever it is, and whatever stands behind it', () => {
    const versions = versionsOf(batchesOf(SIZES));
    const journal = versions.at(-1) as Buffer;
    const { end } = scanJournal(journal);
    for (let at = HEADER.length; at < end; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const sound = journal[at] ?? 0;
        journal[at] = sound ^ (1 << bit);
        const { ending } = scanJournal(journal);
        if (ending !== 'damaged') expect.fail(`byte ${at}, bit ${bit}: ${ending}`);
        journal[at] = sound;
      }
    }
  });

  test('also beside a tear', () => {
    const batches = batchesOf([[600], [2000], [200], [200]]);
    const versions = versionsOf(batches);
    const newest = versions.length - 1;
    // In the middle of the second record, whose head is there.
    const torn = mixed(versions, (sector) => (sector === 3 ? 0 : newest));
    expect(scanJournal(torn)).toMatchObject({ ending: 'torn', lostTo: 5 });
    const third = HEADER.length + (batches[0]?.length ?? 0) + (batches[1]?.length ?? 0);
    for (let at = third; at < third + (batches[2]?.length ?? 0); at++) {
      const journal = Buffer.from(torn);
      journal[at] = (journal[at] ?? 0) ^ 1;
      expect(scanJournal(journal), `byte ${at}`).toMatchObject({ ending: 'damaged' });
    }
  });
});

test('a hole in a journal that was closed, and so was synced, is damage', () => {
  const content = Buffer.concat([HEADER, ...batchesOf(SIZES)]);
  expect(scanJournal(content)).toMatchObject({ ending: 'clean' });
  for (let at = 0; at < content.length; at += SECTOR) {
    const journal = Buffer.from(content).fill(0, at, Math.min(content.length, at + SECTOR));
    expect(scanJournal(journal), `sector ${at / SECTOR}`).toMatchObject({ ending: 'damaged' });
  }
});
