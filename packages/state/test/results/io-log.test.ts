import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIoLogRecord, parseIoLogRecord } from '../../src/index.js';

describe('a record of an IO log', () => {
  test('is the line that plainbox writes', () => {
    const record = { delay: 0.123, stream: 'stdout', data: Buffer.from('some\ndata') } as const;
    expect(formatIoLogRecord(record)).toBe('[0.123,"stdout","c29tZQpkYXRh"]\n');
  });

  test('has a delay that Python reads as a float, also when it is a whole number', () => {
    const record = { delay: 2, stream: 'stderr', data: new Uint8Array() } as const;
    expect(formatIoLogRecord(record)).toBe('[2.0,"stderr",""]\n');
  });

  test('comes back as it was written', () => {
    const record = fc.record({
      delay: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      stream: fc.constantFrom('stdout', 'stderr'),
      data: fc.uint8Array(),
    });
    const same = fc.property(record, (record) => {
      expect(parseIoLogRecord(formatIoLogRecord(record))).toEqual(record);
    });
    fc.assert(same);
  });

  test.each([
    ['nothing', ''],
    ['half a line', '[0.1,"stdout","c29t'],
    ['an object', '{}'],
    ['a list that is too short', '[0.1,"stdout"]'],
    ['a negative delay', '[-1,"stdout",""]'],
    ['a delay that is text', '["1","stdout",""]'],
    ['another stream', '[1,"stdin",""]'],
    ['data that is no text', '[1,"stdout",1]'],
    ['data that is no base64', '[1,"stdout","c29tZQ"]'],
  ])('is refused when it is %s', (_what, line) => {
    expect(() => parseIoLogRecord(line)).toThrow(
      expect.objectContaining({ name: 'IoLogRecordError', code: 'BAD_IO_LOG', line }),
    );
  });
});
