import type { IoLogRecord, StreamName } from '@plainbox/state';
import type { Clock } from '../clock.js';
import { LineSplitter } from './line-splitter.js';

/** A line longer than this is recorded in pieces. */
const LONGEST_RECORD = 1024 * 1024;
const STREAMS: readonly StreamName[] = ['stdout', 'stderr'];

/**
 * Turns the two streams of a job into records: one per line, in order of arrival, each with the
 * monotonic time since the one before.
 */
export class RecordCutter {
  readonly #clock: Clock;
  readonly #lines: Record<StreamName, LineSplitter> = {
    stdout: new LineSplitter(LONGEST_RECORD),
    stderr: new LineSplitter(LONGEST_RECORD),
  };
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.monotonic();
  }

  push(stream: StreamName, bytes: Uint8Array): IoLogRecord[] {
    return Array.from(this.#lines[stream].push(bytes), (line) => this.#record(stream, line));
  }

  /** The last lines, where they lack a newline. */
  rest(): IoLogRecord[] {
    return STREAMS.flatMap((stream) => {
      const line = this.#lines[stream].rest();
      return line ? [this.#record(stream, line)] : [];
    });
  }

  #record(stream: StreamName, data: Uint8Array): IoLogRecord {
    // To the microsecond: more digits would be noise in every line of the log. What the rounding
    // takes from one record it gives to the next.
    const delay = Math.max(0, Math.round((this.#clock.monotonic() - this.#last) * 1e6) / 1e6);
    this.#last += delay;
    return { delay, stream, data };
  }
}
