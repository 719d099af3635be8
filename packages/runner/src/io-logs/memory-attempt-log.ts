import type { IoLogRecord, StreamName } from '@plainbox/state';
import type { Clock } from '../clock.js';
import type { AttemptLog, RecordedOutput } from './attempt-log.js';
import { RecordCutter } from './record-cutter.js';

/** Keeps the records of an attempt in its result, for sessions whose storage has no log files. */
export class MemoryAttemptLog implements AttemptLog {
  readonly #cutter: RecordCutter;
  readonly #records: IoLogRecord[] = [];

  constructor(clock: Clock) {
    this.#cutter = new RecordCutter(clock);
  }

  write(stream: StreamName, bytes: Uint8Array): boolean {
    // The listeners of the output have the same bytes.
    for (const record of this.#cutter.push(stream, Buffer.from(bytes))) this.#records.push(record);
    return true;
  }

  async drained(): Promise<void> {}

  async finish(): Promise<RecordedOutput> {
    this.#records.push(...this.#cutter.rest());
    return { ioLog: [...this.#records] };
  }
}
