import { expect, test } from 'vitest';
import { formatDuration } from '../../src/output/duration.js';

test.each([
  [0, '0ms'],
  [0.0384, '38ms'],
  [0.9994, '999ms'],
  [0.9996, '1.0s'],
  [1.24, '1.2s'],
  [9.96, '10s'],
  [59.4, '59s'],
  [59.6, '1m 00s'],
  [125, '2m 05s'],
  [3 * 3600 + 7 * 60 + 59, '3h 07m'],
  [4 * 86_400 + 2 * 3600, '4d 02h'],
])('%d seconds read as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('%d is no duration', (seconds) => {
  expect(formatDuration(seconds)).toBe('?');
});
