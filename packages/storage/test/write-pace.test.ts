import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { WritePace } from '../src/filesystem/write-pace.js';

const WAIT = 0.5;

// A turn of the event loop, which nothing has held yet.
beforeEach(() => setImmediate());

test('nothing is waited for in place before it is known how long a write takes', () => {
  const pace = new WritePace(WAIT);
  expect(pace.placeFor(1)).toBe('thread');
});

test('the last write tells how long the next will take', async () => {
  const pace = new WritePace(WAIT);
  pace.note(WAIT / 2);
  expect(pace.placeFor(1)).toBe('here');
  pace.note(WAIT * 2);
  expect(pace.placeFor(1)).toBe('thread');
  await setImmediate();
  pace.note(WAIT / 2);
  expect(pace.placeFor(1)).toBe('here');
});

test('many bytes are not waited for in place', () => {
  const pace = new WritePace(WAIT);
  pace.note(0);
  expect(pace.placeFor(1024 * 1024)).toBe('thread');
});

test('the event loop is held for a short time only, by however many sessions, and gets its turn', async () => {
  const pace = new WritePace(WAIT);
  pace.note(0);
  const started = performance.now();
  while (pace.placeFor(1) === 'here') pace.note(0);
  expect(performance.now() - started).toBeGreaterThan(WAIT);
  const other = new WritePace(WAIT);
  other.note(0);
  expect(other.placeFor(1)).toBe('next turn');
  await setImmediate();
  expect(pace.placeFor(1)).toBe('here');
});
