/**
 * What plainbox (Python) is weak at, and how it is better here, by the numbers of "Known weaknesses" in the specification
 * of its storage: those that are a matter of running jobs.
 */
import { describe, expect, test } from 'vitest';
import { attemptName } from '../src/io-logs/attempt-name.js';
import { RecordCutter } from '../src/io-logs/record-cutter.js';

describe('15: logs of different jobs and attempts share a name', () => {
  test('ids whose slugs are the same have logs of their own', () => {
    const ids = ['a/b', 'a_b', 'a b', 'a::b', 'a__b', 'A_b'];
    expect(new Set(ids.map((id) => attemptName(id, 1))).size).toBe(ids.length);
  });

  test('so has each attempt, also of a job that is called like one', () => {
    const first = attemptName('job', 1);
    const names = [1, 2, 3, 10].flatMap((attempt) => [
      attemptName('job', attempt),
      attemptName(first, attempt + 100),
      attemptName(attemptName('job', attempt), 1000 + attempt),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('an id of any length makes a file name, and a long one its own', () => {
    const ids = ['x'.repeat(5000), `${'x'.repeat(5000)}y`, '😀'.repeat(300)];
    const names = ids.map((id) => `${attemptName(id, 12345)}.record.gz`);
    expect(new Set(names).size).toBe(ids.length);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThan(256);
  });
});

test('21: a clock that goes back makes no delay negative', () => {
  const times = [10, 10.5, 3, 2, 11];
  const cutter = new RecordCutter({
    monotonic: () => times.shift() ?? 0,
    wall: () => Number.NaN,
  });
  const delays = Array.from({ length: 4 }, () => cutter.push('stdout', Buffer.from('line\n')))
    .flat()
    .map(({ delay }) => delay);
  expect(delays).toEqual([0.5, 0, 0, 0.5]);
});
