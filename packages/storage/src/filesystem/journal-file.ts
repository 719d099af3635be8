import { constants } from 'node:fs';
import { DirectTail } from './direct-tail.js';
import type { FileSystem } from './file-system.js';
import { discardFile, writeAll } from './files.js';
import {
  CHUNK,
  decodeLine,
  encodeBatch,
  encodeCopies,
  headerRecord,
  type JournalHeader,
  type JournalRecord,
  lineLength,
} from './journal-format.js';
import { type Plan, perform, run, runSync } from './steps.js';
import type { WritePace } from './write-pace.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

/** Linux makes a write through such a descriptor durable by itself; elsewhere it means less, or nothing. */
const O_DSYNC = process.platform === 'linux' ? constants.O_DSYNC : 0;

/** More chunks than this are not filled ahead: the batch that brings them along waits for them. */
const LARGEST_LEAD = 3;

/** So much is copied from one journal to the next before the event loop has its turn. */
const PIECE = 1024 * 1024;

/** How durable a batch is when its write ends. */
export type WriteDurability = 'sync' | 'none';

/** Records as they are written at once. */
interface Batch {
  /** Their lines, and behind them as many zeros as are due. */
  readonly buffer: Buffer;
  /** Begin of each line in the file. */
  readonly starts: readonly number[];
  /** End of the last line in the file. */
  readonly end: number;
  /** It outgrows what the file is filled with. */
  readonly grows: boolean;
}

/**
 * A journal open for writing. Behind the last line it is filled with zeros, so that a batch changes
 * no size and one positioned write is all that it costs; the batch that outgrows the zeros brings the next ones along.
 */
export class JournalFile {
  readonly header: JournalHeader;
  /** End of the last batch that is stored. */
  tail = 0;
  /** A write or sync of this file failed: what it holds isn't known any more. */
  failure: unknown;

  readonly #fs: FileSystem;
  readonly #fd: number;
  #inode = 0;
  /** A quicker way to the same place, for what is written in place. */
  #direct: DirectTail | undefined;
  readonly #durability: WriteDurability;
  readonly #pace: WritePace;
  /** Begin of each record's line, from the header's sequence + 1. */
  readonly #starts: number[] = [];
  #filled = 0;
  #operations = 0;
  #quiet: (() => void)[] = [];
  /** A fold reads piece by piece, while a synchronous checkpoint may make the file needless. */
  #readers = 0;
  /** It is to be closed as soon as it isn't in use. */
  #isRetired = false;

  private constructor(
    fs: FileSystem,
    fd: number,
    header: JournalHeader,
    durability: WriteDurability,
    pace: WritePace,
  ) {
    this.#fs = fs;
    this.#fd = fd;
    this.header = header;
    this.#durability = durability;
    this.#pace = pace;
  }

  /** A new journal with records copied from the one before, durable when this ends. */
  static *create(
    fs: FileSystem,
    path: string,
    header: JournalHeader,
    records: readonly JournalRecord[],
    durability: WriteDurability,
    pace: WritePace,
  ): Plan<JournalFile> {
    const fd = yield* perform(fs.open(path, openFlags(durability), 0o600));
    const file = new JournalFile(fs, fd, header, durability, pace);
    try {
      file.#inode = fs.stat(fd).inode;
      if (durability === 'sync') file.#direct = yield* DirectTail.open(fs, path, file.inode);
      yield* file.#begin(records);
      return file;
    } catch (error) {
      yield* file.#discardFiles();
      yield* discardFile(fs, path);
      throw error;
    }
  }

  /** Writes the header, the copied records and the first zeros, piece by piece: the program's own work comes between. */
  *#begin(records: readonly JournalRecord[]): Plan<void> {
    const header = headerRecord(this.header);
    let piece = [header];
    let end = lineLength(header);
    for (const record of records) {
      const length = lineLength(record);
      // A little more than a piece would take a second write, which waits for the disk as the first does.
      if (end + length - this.tail > PIECE) {
        yield* this.#copy(piece, end, end);
        piece = [];
      }
      piece.push(record);
      this.#starts.push(end);
      end += length;
    }
    this.#filled = filledLength(end);
    yield* this.#copy(piece, end, this.#filled);
    if (this.#durability === 'none' || O_DSYNC === 0) yield* perform(this.#fs.sync(this.#fd));
  }

  *#copy(records: readonly JournalRecord[], end: number, filled: number): Plan<void> {
    const bytes = encodeCopies(records, filled - this.tail);
    yield* writeAll(this.#fs, this.#fd, bytes, this.tail);
    this.#direct?.note(bytes.subarray(0, end - this.tail), this.tail);
    this.tail = end;
  }

  /** Tells the file from others, as it may have been renamed since it was made. */
  get inode(): number {
    return this.#inode;
  }

  /** Sequence of the last record stored. */
  get last(): number {
    return this.header.sequence + this.#starts.length;
  }

  /** Something is being written or synced. */
  get busy(): boolean {
    return this.#operations > 0;
  }

  /** Whether these records are the next of this journal, and nothing is wrong with it. */
  takes(records: readonly JournalRecord[]): boolean {
    const first = this.last + 1;
    return (
      this.failure === undefined &&
      records.every(({ sequence }, index) => sequence === first + index)
    );
  }

  /** Writes a batch; `done` is called once, when it is durable or has failed. */
  write(records: readonly JournalRecord[], done: (error: unknown) => void): void {
    if (this.failure !== undefined) {
      done(this.failure);
      return;
    }
    const batch = this.#encode(records);
    if (this.busy) this.#storeElsewhere(batch, done);
    else this.#storeWhereItSuits(batch, done);
  }

  #storeWhereItSuits(batch: Batch, done: (error: unknown) => void): void {
    const place = this.#pace.placeFor(batch.buffer.length);
    if (place === 'here') {
      done(this.#tryToStore(batch));
    } else if (place === 'thread') {
      this.#storeElsewhere(batch, done);
    } else {
      this.#operations++;
      setImmediate(() => {
        this.#storeWhereItSuits(batch, (error) => {
          this.#endOperation();
          done(error);
        });
      });
    }
  }

  /** Hands the writing to a thread of the pool. */
  #storeElsewhere(batch: Batch, done: (error: unknown) => void): void {
    const { buffer } = batch;
    this.#operations++;
    const started = performance.now();
    const finish = (error: unknown): void => {
      // What brings zeros along takes longer than others do.
      if (!batch.grows) this.#pace.note(performance.now() - started);
      if (error) this.failure ??= error;
      else this.#onStored(batch);
      this.#endOperation();
      done(error);
    };
    const attempt = (from: number): void => {
      const rest = from === 0 ? buffer : buffer.subarray(from);
      this.#fs.write(this.#fd, rest, this.tail + from).async((error, count) => {
        if (error) finish(error);
        else if (from + count < buffer.length) attempt(from + count);
        else if (this.#durability === 'sync' && O_DSYNC === 0)
          this.#fs.sync(this.#fd).async(finish);
        else finish(null);
      });
    };
    attempt(0);
  }

  /** The twin of `write`; not while a batch is being written. */
  writeSync(records: readonly JournalRecord[]): void {
    if (!this.takes(records)) throw this.failure ?? new Error('These records are not the next.');
    this.#storeSync(this.#encode(records));
  }

  /** What went wrong, if anything did. */
  #tryToStore(batch: Batch): unknown {
    try {
      this.#storeSync(batch);
      return null;
    } catch (error) {
      return error;
    }
  }

  #storeSync(batch: Batch): void {
    const started = performance.now();
    try {
      const isStored = !batch.grows && this.#direct?.write(batch.buffer, this.tail);
      if (!isStored) this.#storeThroughCache(batch);
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
    this.#pace.note(performance.now() - started);
    this.#onStored(batch);
  }

  #storeThroughCache({ buffer }: Batch): void {
    const count = this.#fs.write(this.#fd, buffer, this.tail).sync();
    if (count < buffer.length) {
      runSync(writeAll(this.#fs, this.#fd, buffer.subarray(count), this.tail + count));
    }
    if (this.#durability === 'sync' && O_DSYNC === 0) this.#fs.sync(this.#fd).sync();
  }

  /** Makes what was written without sync durable. */
  *sync(): Plan<void> {
    this.#operations++;
    try {
      yield* perform(this.#fs.sync(this.#fd));
    } catch (error) {
      this.failure ??= error;
      throw error;
    } finally {
      this.#endOperation();
    }
  }

  /** Ends as soon as nothing is being written, and before anything else is. */
  *quiet(): Plan<void> {
    yield* perform({ sync: () => {}, async: (done) => this.#whenQuiet(() => done(null)) });
  }

  #whenQuiet(callback: () => void): void {
    if (this.busy) this.#quiet.push(callback);
    else callback();
  }

  /** The stored records after a sequence, read back from the file, piece by piece; none if they don't begin in this journal. */
  *recordsAfter(sequence: number): Plan<JournalRecord[]> {
    const records: JournalRecord[] = [];
    if (sequence < this.header.sequence) return records;
    const { last, tail } = this;
    const first = this.header.sequence + 1;
    const startOf = (number: number): number => this.#starts[number - first] ?? tail;
    this.#readers++;
    try {
      for (let next = sequence + 1; next <= last; ) {
        const from = startOf(next);
        let end = next + 1;
        while (end <= last && startOf(end) - from < PIECE) end++;
        const bytes = yield* this.#read(from, end <= last ? startOf(end) : tail);
        for (; next < end; next++) records.push(this.#recordAt(bytes, startOf(next) - from, next));
      }
    } finally {
      this.#readers--;
      this.#closeIfUnused();
    }
    return records;
  }

  *#read(from: number, end: number): Plan<Buffer> {
    const bytes = Buffer.allocUnsafe(end - from);
    for (let length = 0; length < bytes.length; ) {
      const count = yield* perform(this.#fs.read(this.#fd, bytes.subarray(length), from + length));
      if (count === 0) throw new Error(`The journal ends before its record ${this.last}.`);
      length += count;
    }
    return bytes;
  }

  #recordAt(bytes: Buffer, at: number, sequence: number): JournalRecord {
    const line = decodeLine(bytes, at);
    if (line?.sequence !== sequence) {
      throw new Error(`The journal doesn't give back its record ${sequence}.`);
    }
    return { sequence, bytes: line.bytes };
  }

  /**
   * Closes the file as soon as nobody writes to it or reads from it: its descriptor may have a new meaning then. What
   * is in it lies under another name or is needed no more, so nobody waits for this.
   */
  retire(): void {
    this.#isRetired = true;
    this.#closeIfUnused();
  }

  #closeIfUnused(): void {
    if (!this.#isRetired || this.busy || this.#readers > 0) return;
    this.#isRetired = false;
    void run(this.#discardFiles());
  }

  /** Cuts the zeros off and closes. */
  *close(): Plan<void> {
    try {
      if (this.failure === undefined) yield* perform(this.#fs.truncate(this.#fd, this.tail));
    } finally {
      yield* this.#closeFiles();
    }
  }

  /** Closes what is of no use any more. */
  *#discardFiles(): Plan<void> {
    try {
      yield* this.#closeFiles();
    } catch {
      // What it may have to say of the last writes concerns nobody.
    }
  }

  *#closeFiles(): Plan<void> {
    try {
      if (this.#direct !== undefined) yield* this.#direct.close();
    } finally {
      yield* perform(this.#fs.close(this.#fd));
    }
  }

  #encode(records: readonly JournalRecord[]): Batch {
    const starts: number[] = [];
    let end = this.tail;
    for (const record of records) {
      starts.push(end);
      end += lineLength(record);
    }
    const grows = end > this.#filled;
    const size = (grows ? filledLength(end) : end) - this.tail;
    return { buffer: encodeBatch(records, size), starts, end, grows };
  }

  #endOperation(): void {
    if (--this.#operations > 0) return;
    const listeners = this.#quiet;
    this.#quiet = [];
    for (const listener of listeners) listener();
    this.#closeIfUnused();
  }

  #onStored({ buffer, starts, end, grows }: Batch): void {
    for (const start of starts) this.#starts.push(start);
    if (grows) this.#filled = this.tail + buffer.length;
    this.#direct?.note(grows ? buffer.subarray(0, end - this.tail) : buffer, this.tail);
    this.tail = end;
  }
}

function openFlags(durability: WriteDurability): number {
  return O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | (durability === 'sync' ? O_DSYNC : 0);
}

/** How far to fill with zeros: as far again, since a journal that has grown is likely to grow on. */
function filledLength(end: number): number {
  const chunks = Math.ceil(end / CHUNK);
  return (chunks + Math.min(chunks - 1, LARGEST_LEAD)) * CHUNK;
}
