import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRecord, type ParsedRecords, parseRecords } from '../src/index.js';
import { isWhiteSpace } from '../src/python-text/white-space.js';
import { readGolden } from './golden.js';

type Texts = Readonly<Record<string, string>>;

interface GoldenRecord {
  readonly data: Texts;
  readonly raw_data: Texts;
  readonly field_offset_map: Readonly<Record<string, number>>;
  readonly line_start: number;
  readonly line_end: number;
}

interface ReadCase {
  readonly mode: 'text' | 'lines';
  readonly input: string | readonly string[];
  readonly expected: {
    readonly records: readonly GoldenRecord[];
    readonly error?: { readonly class: string; readonly line: number; readonly message: string };
  };
}

interface WriteCase {
  readonly mode: 'dump';
  readonly input: Readonly<Record<string, string | readonly string[]>>;
  readonly expected: { readonly text: string };
}

const golden = JSON.parse(readGolden('rfc822.json')) as readonly (ReadCase | WriteCase)[];
const readCases = golden.filter((entry): entry is ReadCase => entry.mode !== 'dump');
const writeCases = golden.filter((entry): entry is WriteCase => entry.mode === 'dump');

/** Plainbox tells what is wrong in its own words; here a code does. */
const FAULTS: readonly (readonly [start: string, fault: string])[] = [
  ['Unexpected multi-line value', 'continuation-without-key'],
  ['Job has a duplicate key', 'duplicate-key'],
  ['Unexpected non-empty line', 'no-key'],
];

function comparable({ records, error }: ParsedRecords): unknown {
  return {
    records: records.map(({ data, rawData, fieldOffsets, lines }) => [
      [...data],
      [...rawData],
      [...fieldOffsets],
      lines,
    ]),
    error: error && [error.name, error.line, error.fault],
  };
}

function expectation({ records, error }: ReadCase['expected']): unknown {
  return {
    records: records.map((record) => [
      Object.entries(record.data),
      Object.entries(record.raw_data),
      Object.entries(record.field_offset_map),
      [record.line_start, record.line_end],
    ]),
    error: error && [
      error.class,
      error.line,
      FAULTS.find(([start]) => error.message.startsWith(start))?.[1],
    ],
  };
}

describe('record text', () => {
  test('of each case in rfc822.json is read as plainbox reads it', () => {
    expect(readCases.map(({ input }) => comparable(parseRecords(input)))).toEqual(
      readCases.map(({ expected }) => expectation(expected)),
    );
    expect(readCases).toHaveLength(70);
  });

  test('of each case in rfc822.json is written as plainbox writes it', () => {
    expect(writeCases.map(({ input }) => formatRecord(input))).toEqual(
      writeCases.map(({ expected }) => expected.text),
    );
    expect(writeCases).toHaveLength(8);
  });

  test('says in its error where it stopped and why', () => {
    const { records, error } = parseRecords('a: 1\n\nb: 2\nb: 3\n', { filename: 'jobs.pxu' });
    expect(records).toHaveLength(1);
    expect(error).toMatchObject({
      code: 'BAD_RECORD_TEXT',
      filename: 'jobs.pxu',
      line: 4,
      fault: 'duplicate-key',
      key: 'b',
    });
    expect(error?.message).toContain('jobs.pxu:4');
  });

  test('of a file has its line ends translated, as Python does when it opens one', () => {
    const { records } = parseRecords('a: 1\r\n 2\r 3\n', { lineEnds: 'file' });
    expect(records[0]?.data.get('a')).toBe('1\n2\n3');
  });

  test('of a program ends its lines at newlines alone, so that one value may hold any other character', () => {
    const { records } = parseRecords('a: 1\u2028b: 2\n', { lineEnds: 'newline' });
    expect(records[0]?.data).toEqual(new Map([['a', '1\u2028b: 2']]));
  });

  test('takes a key such as __proto__ for a key', () => {
    const { records } = parseRecords('__proto__: 1\nconstructor: 2\n');
    expect([...(records[0]?.data ?? [])]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('record text that was written', () => {
  const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/);
  const word = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 8 })
    .filter((text) => ![...text].some((c) => isWhiteSpace(c.charCodeAt(0))));
  const line = fc
    .array(word, { minLength: 1, maxLength: 4 })
    .map((words) => words.join(' '))
    .filter((text) => text !== '.' && text !== '..');
  // The first and the last line are kept from being empty, as white space at the ends is lost.
  const value = fc
    .tuple(line, fc.array(fc.oneof(line, fc.constant('')), { maxLength: 4 }), line)
    .map(([first, middle, last]) => [first, ...middle, last].join('\n'));
  const record = fc.uniqueArray(fc.tuple(key, fc.oneof(line, value)), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 5,
  });

  test('reads back as it was', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 3 }), (records) => {
        const text = records.map((entries) => formatRecord(new Map(entries))).join('');
        const parsed = parseRecords(text, { lineEnds: 'newline' });
        expect(parsed.error).toBeUndefined();
        expect(parsed.records.map(({ data }) => [...data])).toEqual(records);
      }),
    );
  });

  test('names, for each record, the lines on which it stands', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (records) => {
        const text = records.map((entries) => formatRecord(new Map(entries))).join('');
        const lines = text.split('\n');
        for (const { lines: where, fieldOffsets } of parseRecords(text, { lineEnds: 'newline' })
          .records) {
          const [first, last] = where;
          expect(lines[last]).toBe('');
          for (const [name, offset] of fieldOffsets) {
            const at = first + offset - 1;
            expect(lines[at]?.startsWith(`${name}:`) || lines[at - 1] === `${name}:`).toBe(true);
          }
        }
      }),
    );
  });
});

test('whatever the text, reading it ends with records and perhaps an error, never with an exception', () => {
  const piece = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '.',
    '#',
    '\t',
    '\r',
    '\u0085',
    '\u2028',
    '\x1c',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
      const { records, error } = parseRecords(pieces.join(''));
      for (const { lines, data } of records) {
        expect(lines[0]).toBeLessThanOrEqual(lines[1]);
        expect(data.size).toBeGreaterThan(0);
      }
      if (error !== undefined) expect(error.line).toBeGreaterThan(0);
    }),
  );
});
