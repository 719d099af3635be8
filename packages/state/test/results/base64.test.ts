import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeWholeGroups, encodeBase64 } from '../../src/results/base64.js';

test('any bytes are written as standard base64, and read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = encodeBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
});

test('what is not of the alphabet is skipped, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(30), fc.constantFrom(' ', '\n', '!', '-', '_', '\0')), {
        minLength: 1,
      }),
      (bytes, junk) => {
        let text = encodeBase64(bytes);
        for (const [at, char] of junk) text = text.slice(0, at) + char + text.slice(at);
        expect(decodeBase64(text)).toEqual(bytes);
      },
    ),
  );
});

test.each(['a', 'ab', 'abc', 'aG=', 'aG=V', 'aGVsa', '=a', 'a==='])('%s lacks padding', (text) => {
  expect(() => decodeBase64(text)).toThrow(SyntaxError);
});

test.each([
  ['aGVs=', 'hel'],
  ['=aGVs', 'hel'],
  ['aG==aGVs', 'h'],
  ['aGV=aGVs', 'he'],
  ['aGVs====', 'hel'],
  ['!!!!', ''],
  ['', ''],
])('%s is read as Python reads it', (text, expected) => {
  expect(Buffer.from(decodeBase64(text)).toString()).toBe(expected);
});

test('text that is not ASCII is refused', () => {
  expect(() => decodeBase64('aGVsé')).toThrow(SyntaxError);
  expect(() => decodeBase64('aGVé')).toThrow(SyntaxError);
});

test('of other bytes a part is read, if it is whole groups and nothing else', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(5),
      fc.constantFrom('', '=', '!', 'A', '"'),
      (bytes, before, inside) => {
        const text = encodeBase64(bytes);
        const part = text.slice(0, 5) + inside + text.slice(5);
        const ascii = Buffer.from(`${'-'.repeat(before)}${part}===`);
        const decoded = decodeWholeGroups(ascii, before, before + part.length);
        if (inside === '') expect(decoded).toEqual(bytes);
        else if (decoded !== undefined) expect(decoded).toEqual(decodeBase64(part));
      },
    ),
  );
  const decode = (text: string) => {
    const bytes = Buffer.from(text);
    return decodeWholeGroups(bytes, 0, bytes.length);
  };
  expect(['a', 'aGV', 'aG=V', '=aGV', '====', 'aGé', '!!!!'].map(decode)).toEqual(
    Array(7).fill(undefined),
  );
  expect(decodeWholeGroups(Buffer.from('===='), 4, 4)).toEqual(new Uint8Array());
});

test('text that is not ASCII is refused, however much of it stands before that', () => {
  for (const length of [4, 4092, 4096, 8000]) {
    expect(() => decodeBase64(`${'A'.repeat(length)}é`)).toThrow(SyntaxError);
    expect(() => decodeBase64(`é${'A'.repeat(length)}`)).toThrow(SyntaxError);
  }
});

test('long text is read as short text is', () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);
  expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
});

describe('short pieces', () => {
  test('may be written to, each by itself', () => {
    const pieces = Array.from({ length: 4000 }, (_, at) =>
      decodeBase64(encodeBase64(Uint8Array.of(at % 256, 1, 2))),
    );
    for (const [at, piece] of pieces.entries()) piece.fill(at % 256);
    expect(pieces.map((piece) => [...piece])).toEqual(
      pieces.map((_, at) => Array(3).fill(at % 256)),
    );
  });

  test('stay where they are when one of them is to be moved to another thread', () => {
    const [piece, neighbour] = [decodeBase64('YWJj'), decodeBase64('ZGVm')];
    try {
      // Copies it, or refuses to: that depends on the version of Node.
      structuredClone(piece, { transfer: [piece.buffer as ArrayBuffer] });
    } catch (error) {
      expect(error).toBeInstanceOf(DOMException);
    }
    expect([piece, neighbour].map((bytes) => Buffer.from(bytes).toString())).toEqual([
      'abc',
      'def',
    ]);
  });

  test('are long ones no more: those have a buffer of their own', () => {
    const long = decodeBase64(encodeBase64(new Uint8Array(2000)));
    expect(long.buffer.byteLength).toBe(2000);
  });
});
