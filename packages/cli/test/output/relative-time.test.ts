import { expect, test } from 'vitest';
import { formatRelativeTime } from '../../src/output/relative-time.js';

const NOW = new Date('2026-08-12T12:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

test.each([
  [0, 'just now'],
  [-30, 'just now'],
  [59, 'just now'],
  [60, '1 minute ago'],
  [3599, '59 minutes ago'],
  [3600, '1 hour ago'],
  [2 * 86_400, '2 days ago'],
  [8 * 86_400, '1 week ago'],
  [400 * 86_400, '1 year ago'],
])('%d seconds back is "%s"', (seconds, text) => {
  expect(formatRelativeTime(ago(seconds), NOW)).toBe(text);
});

test('a moment in the future is told as it is', () => {
  expect(formatRelativeTime(ago(-3600), NOW)).toBe('2026-08-12T13:00:00.000Z');
});

test('a time that cannot be read says so', () => {
  expect(formatRelativeTime(new Date(Number.NaN), NOW)).toBe('unknown');
});
