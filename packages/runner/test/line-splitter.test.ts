import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../src/io-logs/line-splitter.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (lines: Iterable<Uint8Array>): string[] =>
  Array.from(lines, (line) => Buffer.from(line).toString());

describe('lines of a stream', () => {
  test('come with their newline, whatever the chunks were', () => {
    const splitter = new LineSplitter(100);
    expect(text(splitter.push(bytes('a\nb')))).toEqual(['a\n']);
    expect(text(splitter.push(bytes('c')))).toEqual([]);
    expect(text(splitter.push(bytes('d\n\ne')))).toEqual(['bcd\n', '\n']);
    expect(splitter.rest()).toEqual(bytes('e'));
    expect(splitter.rest()).toBeUndefined();
  });

  test('leave in pieces when they are longer than the limit', () => {
    const splitter = new LineSplitter(4);
    expect(text(splitter.push(bytes('abcdefgh\nij')))).toEqual(['abcd', 'efgh', '\n']);
    expect(splitter.rest()).toEqual(bytes('ij'));
  });

  test('joined give back every byte, none longer than the limit, cut at newlines or the limit', () => {
    const chunks = fc.array(
      fc.uint8Array({ maxLength: 20 }).map((chunk) => chunk.map((byte) => byte % 12)),
    );
    fc.assert(
      fc.property(chunks, fc.integer({ min: 1, max: 9 }), (input, limit) => {
        const splitter = new LineSplitter(limit);
        const lines = input.flatMap((chunk) => [...splitter.push(chunk)]);
        const rest = splitter.rest();
        expect(Buffer.concat(rest ? [...lines, rest] : lines)).toEqual(Buffer.concat(input));
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(limit);
          expect(line.at(-1) === 10 || line.length === limit).toBe(true);
          expect(line.subarray(0, -1).includes(10)).toBe(false);
        }
      }),
    );
  });
});
