import { expect, test } from 'vitest';
import { hashOf } from '../../src/run-list/id-hash.js';

/**
 * Two words that take a hash to the same value if each step does no more than xor and multiply: the difference of what
 * they come to is the product of all `multiplier ** (2 ** n) - 1`, which soon is a multiple of 2 ** 32.
 */
function twins(): [string, string] {
  const parities = Array.from({ length: 256 }, (_, n) => parityOf(n));
  const word = (flip: number) =>
    [...parities.map((parity) => parity ^ flip), 0]
      .map((parity, at, all) => String.fromCharCode(parity ^ (all[at - 1] ?? 0)))
      .join('');
  return [word(0), word(1)];
}

function parityOf(n: number): number {
  return n.toString(2).replaceAll('0', '').length % 2;
}

test('ids of words that are chosen to share a hash have hashes of their own', () => {
  const words = twins();
  const ids = Array.from({ length: 1024 }, (_, n) =>
    Array.from({ length: 10 }, (_, bit) => words[(n >> bit) & 1]).join(''),
  );
  // Of so few, hardly two share one of four billion by chance.
  expect(new Set(ids.map(hashOf)).size).toBeGreaterThan(1020);
});

test('ids that differ by a number have hashes all over the lowest bits, by which a table goes', () => {
  const slots = new Set(
    Array.from({ length: 10_000 }, (_, n) => hashOf(`suite/job-${n}`) & (2 ** 15 - 1)),
  );
  // By chance it would be about 8 600.
  expect(slots.size).toBeGreaterThan(8000);
});
