import { setTimeout } from 'node:timers/promises';
import type { IoLogRecord } from '@plainbox/state';

/** How recorded output is paced. */
export interface PaceOptions {
  /** How many times as fast as it was; 1 by default. */
  readonly speed?: number | undefined;
  /** Longest pause in seconds; none by default. */
  readonly maxIdle?: number | undefined;
  /** Waits for so many milliseconds. */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/** Hands out the records of an attempt with the pauses in which they were written. */
export async function* pacedRecords(
  records: Iterable<IoLogRecord> | AsyncIterable<IoLogRecord>,
  { speed = 1, maxIdle = Number.POSITIVE_INFINITY, sleep = setTimeout }: PaceOptions = {},
): AsyncGenerator<IoLogRecord> {
  for await (const record of records) {
    const pause = Math.min(record.delay / speed, maxIdle) * 1000;
    // The longest that Node's timers can wait; nobody sits through such a pause.
    if (pause >= 1) await sleep(Math.min(pause, 2 ** 31 - 1));
    yield record;
  }
}
