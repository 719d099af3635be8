import { join } from 'node:path';
import { formatIoLogRecord, type IoLogRecord, type StreamName } from '@plainbox/state';
import type { LogWriter, SessionStorage } from '@plainbox/storage';
import type { Clock } from '../clock.js';
import type { AttemptLog, RecordedOutput } from './attempt-log.js';
import { GrowingGzip } from './growing-gzip.js';
import { RecordCutter } from './record-cutter.js';

/** With more than this waiting for the disk, whoever writes is asked to wait. */
const HIGH_WATER = 256 * 1024;
const LOG_FILES = ['record.gz', 'stdout', 'stderr'] as const;

type LogFile = (typeof LOG_FILES)[number];

/** Where the logs of an attempt are made. */
export interface LogPlace {
  readonly storage: SessionStorage;
  /** The folder that the storage keeps its logs in. */
  readonly folder: string;
  /** What the names of the three logs begin with. */
  readonly name: string;
}

/**
 * Records an attempt in three logs: `S.record.gz` (all records, with their timing) and the raw
 * bytes in `S.stdout` and `S.stderr`. What has arrived while one batch was written forms the next;
 * each batch can be read from the log even if the process dies right after it.
 */
export class FileAttemptLog implements AttemptLog {
  /** Path of the log of all records. */
  readonly recordFile: string;
  readonly #writers: ReadonlyMap<LogFile, LogWriter>;
  readonly #cutter: RecordCutter;
  readonly #gzip: GrowingGzip = new GrowingGzip();
  #raw: Record<StreamName, Uint8Array[]> = { stdout: [], stderr: [] };
  #records: string[] = [];
  #waiting = 0;
  /** Set while a batch is under way, and for good once one has failed. */
  #writing: Promise<void> | undefined;
  #failed = false;

  private constructor(
    recordFile: string,
    writers: ReadonlyMap<LogFile, LogWriter>,
    cutter: RecordCutter,
  ) {
    this.recordFile = recordFile;
    this.#writers = writers;
    this.#cutter = cutter;
  }

  /** Opens the three logs, which must not be there yet. */
  static async open({ storage, folder, name }: LogPlace, clock: Clock): Promise<FileAttemptLog> {
    const writers = new Map<LogFile, LogWriter>();
    for (const file of LOG_FILES) {
      const writer = await storage.openLog(`${name}.${file}`);
      // A log is there from its first write on; a checkpoint names all three, and so must they be.
      await writer.write(new Uint8Array());
      writers.set(file, writer);
    }
    return new FileAttemptLog(join(folder, `${name}.record.gz`), writers, new RecordCutter(clock));
  }

  write(stream: StreamName, bytes: Uint8Array): boolean {
    // Nothing is gained by holding what can't be written: finish() tells of it.
    if (this.#failed) return true;
    this.#raw[stream].push(bytes);
    this.#waiting += bytes.length;
    this.#add(this.#cutter.push(stream, bytes));
    return this.#waiting < HIGH_WATER;
  }

  drained(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  async finish(): Promise<RecordedOutput> {
    this.#add(this.#cutter.rest());
    try {
      await this.drained();
      await this.#append('record.gz', this.#gzip.end());
    } finally {
      await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
    }
    return { ioLogFilename: this.recordFile };
  }

  #add(records: readonly IoLogRecord[]): void {
    for (const record of records) this.#records.push(formatIoLogRecord(record));
    if (this.#writing || (this.#waiting === 0 && this.#records.length === 0)) return;
    this.#writing = this.#writeAll();
    this.#writing.catch(() => {
      this.#failed = true;
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting > 0 || this.#records.length > 0) {
      const { stdout, stderr } = this.#raw;
      const records = this.#records;
      this.#raw = { stdout: [], stderr: [] };
      this.#records = [];
      this.#waiting = 0;
      await Promise.all([
        this.#append('stdout', Buffer.concat(stdout)),
        this.#append('stderr', Buffer.concat(stderr)),
        this.#appendRecords(records),
      ]);
    }
    this.#writing = undefined;
  }

  async #appendRecords(records: readonly string[]): Promise<void> {
    if (records.length === 0) return;
    await this.#append('record.gz', await this.#gzip.add(Buffer.from(records.join(''))));
  }

  async #append(file: LogFile, bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await this.#writers.get(file)?.write(bytes);
  }
}
