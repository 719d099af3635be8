import type {
  AppendedRecord,
  DeclaredCapabilities,
  Fence,
  RemoveOptions,
  SessionId,
  StorageDriver,
  StorageInfo,
  StoredRecord,
} from '../driver.js';
import { StorageError } from '../errors.js';

interface MemorySession {
  fence: Fence;
  modifiedAt: Date;
  summary: Uint8Array | undefined;
  readonly records: StoredRecord[];
  readonly logs: Map<string, Uint8Array[]>;
}

/** Keeps sessions as long as the process lives: for tests, and for sessions that need no durability. */
export class MemoryDriver implements StorageDriver {
  readonly location: string;
  readonly supports: DeclaredCapabilities = {
    history: true,
    fencing: true,
    survives: 'nothing',
    batches: true,
    sync: true,
    compaction: true,
    logs: true,
    summaries: true,
  };
  readonly #sessions = new Map<SessionId, MemorySession>();
  #last: SessionId | undefined;

  constructor(location = 'memory:') {
    this.location = location;
  }

  async create(id: SessionId): Promise<boolean> {
    if (this.#sessions.has(id)) return false;
    this.#sessions.set(id, {
      fence: 0,
      modifiedAt: new Date(),
      summary: undefined,
      records: [],
      logs: new Map(),
    });
    return true;
  }

  async exists(id: SessionId): Promise<boolean> {
    return this.#sessions.has(id);
  }

  async claim(id: SessionId): Promise<Fence> {
    return ++this.#session(id).fence;
  }

  async append(id: SessionId, record: AppendedRecord, fence: Fence): Promise<boolean> {
    return this.#append(id, [record], fence);
  }

  async appendBatch(
    id: SessionId,
    records: readonly AppendedRecord[],
    fence: Fence,
  ): Promise<boolean> {
    return this.#append(id, records, fence);
  }

  appendSync(id: SessionId, records: readonly AppendedRecord[], fence: Fence): boolean {
    const stored = this.#session(id).records.length;
    return this.#append(
      id,
      records.filter(({ sequence }) => sequence > stored),
      fence,
    );
  }

  async compact(id: SessionId, record: AppendedRecord, fence: Fence): Promise<boolean> {
    const session = this.#session(id);
    if (session.fence !== fence) return false;
    session.records[record.sequence - 1] = copyOf(record);
    session.summary = record.summary;
    return true;
  }

  async *read(id: SessionId, upTo: number = Number.MAX_SAFE_INTEGER): AsyncIterable<StoredRecord> {
    const records = this.#session(id).records.slice(0, upTo);
    const start = records.findLastIndex(({ kind }) => kind === 'snapshot');
    if (start === -1) return;
    for (const record of records.slice(start)) yield { ...record, bytes: record.bytes.slice() };
  }

  async *list(): AsyncIterable<StorageInfo> {
    for (const [id, session] of this.#sessions) {
      const { records, modifiedAt, summary } = session;
      yield {
        id,
        sequence: records.length,
        location: this.locate(id),
        state: records.length > 0 ? 'saved' : 'empty',
        modifiedAt,
        size: records.reduce((sum, { bytes }) => sum + bytes.length, 0),
        ...(summary === undefined ? {} : { summary }),
      };
    }
  }

  async remove(id: SessionId, { ifStill }: RemoveOptions = {}): Promise<void> {
    const session = this.#session(id);
    if (ifStill !== undefined && ifStill.sequence !== session.records.length) {
      throw new StorageError(
        'CHANGED_BESIDE',
        `Session ${id} was used since it was decided to remove it.`,
        { sessionId: id },
      );
    }
    session.fence = Number.POSITIVE_INFINITY;
    this.#sessions.delete(id);
  }

  async close(): Promise<void> {}

  locate(id: SessionId): string {
    return `${this.location}${id}`;
  }

  async appendLog(id: SessionId, name: string, bytes: Uint8Array): Promise<void> {
    const { logs } = this.#session(id);
    const chunks = logs.get(name) ?? [];
    logs.set(name, chunks);
    chunks.push(bytes.slice());
  }

  async *readLog(id: SessionId, name: string): AsyncIterable<Uint8Array> {
    const chunks = this.#session(id).logs.get(name);
    if (chunks === undefined) {
      throw new StorageError('NOT_FOUND', `Session ${id} has no log ${name}.`, { sessionId: id });
    }
    for (const chunk of [...chunks]) yield chunk.slice();
  }

  async syncLog(id: SessionId, name: string): Promise<void> {
    if (!this.#session(id).logs.has(name)) {
      throw new StorageError('NOT_FOUND', `Session ${id} has no log ${name}.`, { sessionId: id });
    }
  }

  async getLast(): Promise<SessionId | undefined> {
    return this.#last !== undefined && this.#sessions.has(this.#last) ? this.#last : undefined;
  }

  async setLast(id: SessionId): Promise<void> {
    this.#last = id;
  }

  #append(id: SessionId, records: readonly AppendedRecord[], fence: Fence): boolean {
    const session = this.#session(id);
    if (session.fence !== fence || records[0]?.sequence !== session.records.length + 1)
      return false;
    for (const record of records) {
      session.records.push(copyOf(record));
      if (record.kind === 'snapshot') session.summary = record.summary;
    }
    session.modifiedAt = new Date();
    return true;
  }

  #session(id: SessionId): MemorySession {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      throw new StorageError(
        'VANISHED',
        `There is no session ${id} in ${this.location} any more.`,
        {
          sessionId: id,
        },
      );
    }
    return session;
  }
}

/** What is stored must not change when the caller uses its buffer again. */
function copyOf({ sequence, kind, bytes }: AppendedRecord): StoredRecord {
  // A Buffer's own slice() would share its memory.
  return { sequence, kind, bytes: new Uint8Array(bytes) };
}
