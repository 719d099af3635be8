import { describe, expect, test } from 'vitest';
import {
  encodeBatch,
  encodeHeader,
  type JournalRecord,
  lineLength,
} from '../src/filesystem/journal-format.js';
import { scanJournal } from '../src/filesystem/journal-scan.js';

const SECTOR = 512;
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
const TAILS: Readonly<Record<string, number>> = { closed: 0, open: 8 * SECTOR };

function journalOf(last: Buffer, zeros: number): Buffer {
  return Buffer.concat([HEADER, FIRST, last, Buffer.alloc(zeros)]);
}

describe('a bit that has flipped in the last record is damage, and no write that was cut off', () => {
  for (const [tail, zeros] of Object.entries(TAILS)) {
    for (const [where, beyond] of [
      ['at the end of a sector', 0],
      ['one byte behind it', 1],
      ['in the middle of a sector', 100],
    ] as const) {
      test(`of a journal that is ${tail}, where it ends ${where}`, () => {
        const last = lastLine(2, beyond);
        expect(scanJournal(journalOf(last, zeros))).toMatchObject({ ending: 'clean' });
        for (let at = 0; at < last.length; at++) {
          for (let bit = 0; bit < 8; bit++) {
            const journal = journalOf(last, zeros);
            journal[BEGIN + at] = (journal[BEGIN + at] ?? 0) ^ (1 << bit);
            const told = `byte ${at}, bit ${bit}`;
            expect(scanJournal(journal), told).toMatchObject({ ending: 'damaged', lostTo: 3 });
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
        const journal = journalOf(last, 8 * SECTOR);
        for (let sector = 0; sector < 4; sector++) {
          if (written & (1 << sector)) continue;
          const from = (first + sector) * SECTOR;
          journal.fill(0, Math.max(from, BEGIN), from + SECTOR);
        }
        expect(scanJournal(journal).ending, `sectors ${written.toString(2)}`).not.toBe('damaged');
      }
    });
  }

  test('nor is one that the end of the file cuts off', () => {
    const whole = journalOf(lastLine(3, 50), 0);
    for (let length = BEGIN + 1; length < whole.length; length++) {
      const journal = whole.subarray(0, length);
      expect(scanJournal(journal), `${length} bytes`).toMatchObject({ ending: 'torn', lostTo: 0 });
    }
  });
});
