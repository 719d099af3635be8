import type { IoLogRecord } from '@plainbox/state';
import { expect, test } from 'vitest';
import { type PaceOptions, pacedRecords } from '../src/index.js';

const record = (delay: number): IoLogRecord => ({
  delay,
  stream: 'stdout',
  data: new Uint8Array(),
});

async function pauses(delays: readonly number[], options: PaceOptions): Promise<number[]> {
  const slept: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void slept.push(milliseconds);
  let played = 0;
  for await (const _ of pacedRecords(delays.map(record), { ...options, sleep })) played += 1;
  expect(played).toBe(delays.length);
  return slept;
}

test('pauses are as recorded, faster by a factor, and no longer than is wanted', async () => {
  expect(await pauses([0, 0.5, 2], {})).toEqual([500, 2000]);
  expect(await pauses([0, 0.5, 2], { speed: 2 })).toEqual([250, 1000]);
  expect(await pauses([0.5, 2], { maxIdle: 1 })).toEqual([500, 1000]);
  expect(await pauses([0.5, 2], { maxIdle: 0 })).toEqual([]);
});

test('a pause that no timer could wait for ends all the same', async () => {
  expect(await pauses([1e300], {})).toEqual([2 ** 31 - 1]);
});
