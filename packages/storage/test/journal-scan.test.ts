import { describe, expect, test } from 'vitest';
import {
  CHUNK,
  encodeBatch,
  encodeHeader,
  type JournalRecord,
  lineLength,
  SECTOR,
} from '../src/filesystem/journal-format.js';
import { scanJournal } from '../src/filesystem/journal-scan.js';

const HEADER = encodeHeader({ journal: 1, base: 'sha256:0', sequence: 1, follows: null });
const FIRST = line({ sequence: 2, bytes: Buffer.alloc(300, 'a') });
/** Where the last record begins: in the middle of a sector. */
const BEGIN = HEADER.length + FIRST.length;

function line(record: JournalRecord): Buffer {
  return encodeBatch([record], lineLength(record));
}

/** The last record's line, so long that it ends `beyond` bytes behind the end of a sector. */
function lastLine(sectors: number, beyond: number, fill = 'z'): Buffer {
  const wanted = sectors * SECTOR - (BEGIN % SECTOR) + beyond;
  const shorter = lineLength({ sequence: 3, bytes: Buffer.alloc(wanted - 20) }) - (wanted - 20);
  return line({ sequence: 3, bytes: Buffer.alloc(wanted - shorter, fill) });
}

/** As it is after a clean close, or with the zeros that it has while it is written. */
const SIZES: Readonly<Record<string, number>> = { closed: 0, open: CHUNK };

function journalOf(last: Buffer, size: number): Buffer {
  const content = Buffer.concat([HEADER, FIRST, last]);
  return Buffer.concat([content, Buffer.alloc(Math.max(0, size - content.length))]);
}

describe('a bit that has flipped in the last record is damage, and no write that was cut off', () => {
  for (const [state, size] of Object.entries(SIZES)) {
    for (const [where, beyond] of [
      ['at the end of a sector', 0],
      ['one byte behind it', 1],
      ['in the middle of a sector', 100],
    ] as const) {
      test(`of a journal that is ${state}, where it ends ${where}`, () => {
        const last = lastLine(2, beyond);
        const journal = journalOf(last, size);
        expect(scanJournal(journal)).toMatchObject({ ending: 'clean' });
        for (let at = 0; at < last.length; at++) {
          for (let bit = 0; bit < 8; bit++) {
            const sound = journal[BEGIN + at] ?? 0;
            journal[BEGIN + at] = sound ^ (1 << bit);
            const { ending, lostTo } = scanJournal(journal);
            if (ending !== 'damaged' || lostTo !== 3)
              expect.fail(`byte ${at}, bit ${bit}: ${ending}`);
            journal[BEGIN + at] = sound;
          }
        }
      });
    }
  }
});

describe('a last record of which some sectors were never written is no damage', () => {
  for (const [content, fill] of [
    ['of text', 'z'],
    ['of zeros but for its end', '\0'],
  ] as const) {
    test(content, () => {
      const last = lastLine(3, 50, fill);
      const first = Math.floor(BEGIN / SECTOR);
      for (let written = 0; written < 0b1111; written++) {
        const journal = journalOf(last, CHUNK);
        for (let sector = 0; sector < 4; sector++) {
          if (written & (1 << sector)) continue;
          const from = (first + sector) * SECTOR;
          journal.fill(0, Math.max(from, BEGIN), from + SECTOR);
        }
        expect(scanJournal(journal).ending, `sectors ${written.toString(2)}`).not.toBe('damaged');
      }
    });
  }
});

describe('a record that the end of the file cuts off', () => {
  /** Longer than the zeros that a journal begins with. */
  const whole = journalOf(lastLine(CHUNK / SECTOR + 8, 50), 2 * CHUNK);

  test('is no damage where a journal that grows may have been cut', () => {
    for (let length = CHUNK; length < whole.length; length += SECTOR) {
      const journal = whole.subarray(0, length);
      const ending = length < CHUNK + 9 * SECTOR ? 'torn' : 'clean';
      expect(scanJournal(journal), `${length} bytes`).toMatchObject({ ending, lostTo: 0 });
    }
  });

  test('is damage where no crash leaves an end', () => {
    const cuts = [
      1,
      40,
      SECTOR - (BEGIN % SECTOR),
      8 * SECTOR,
      CHUNK - 1 - BEGIN,
      CHUNK + 1 - BEGIN,
    ];
    for (const length of cuts) {
      const journal = whole.subarray(0, BEGIN + length);
      expect(scanJournal(journal), `${length} bytes`).toMatchObject({
        ending: 'damaged',
        lostFrom: 0,
        lostTo: 3,
      });
    }
  });
});
