import {
  type AppendedRecord,
  type DeclaredCapabilities,
  type RemoveOptions,
  type SessionId,
  type StorageDriver,
  StorageError,
  type StorageInfo,
  type StoredRecord,
} from '../src/index.js';

export interface PlainSession {
  fence: number;
  records: AppendedRecord[];
  logs: Map<string, Buffer>;
}

/** The plainest driver that keeps every promise, with everything open to be broken by others. */
export class PlainDriver implements StorageDriver {
  readonly location: string = 'plain:';
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
  readonly sessions: Map<SessionId, PlainSession> = new Map();
  full = false;

  async create(id: SessionId): Promise<boolean> {
    if (this.sessions.has(id)) return false;
    this.sessions.set(id, { fence: 0, records: [], logs: new Map() });
    return true;
  }

  async exists(id: SessionId): Promise<boolean> {
    return this.sessions.has(id);
  }

  async claim(id: SessionId): Promise<number> {
    return ++this.session(id).fence;
  }

  async append(id: SessionId, record: AppendedRecord, fence: number): Promise<boolean> {
    return this.store(id, [record], fence);
  }

  async appendBatch(
    id: SessionId,
    records: readonly AppendedRecord[],
    fence: number,
  ): Promise<boolean> {
    return this.store(id, records, fence);
  }

  appendSync(id: SessionId, records: readonly AppendedRecord[], fence: number): boolean {
    const { length } = this.session(id).records;
    return this.store(
      id,
      records.filter(({ sequence }) => sequence > length),
      fence,
    );
  }

  async compact(id: SessionId, record: AppendedRecord, fence: number): Promise<boolean> {
    const session = this.session(id);
    if (session.fence !== fence) return false;
    session.records[record.sequence - 1] = this.copy(record);
    return true;
  }

  async *read(id: SessionId, upTo: number = Number.MAX_SAFE_INTEGER): AsyncIterable<StoredRecord> {
    const records = this.session(id).records.slice(0, upTo);
    const start = records.findLastIndex(({ kind }) => kind === 'snapshot');
    if (start >= 0) yield* records.slice(start);
  }

  async *list(): AsyncIterable<StorageInfo> {
    for (const [id, { records }] of this.sessions) {
      const summary = records.findLast(({ kind }) => kind === 'snapshot')?.summary;
      yield { id, sequence: records.length, ...(summary === undefined ? {} : { summary }) };
    }
  }

  async remove(id: SessionId, { ifStill }: RemoveOptions = {}): Promise<void> {
    if (ifStill !== undefined && ifStill.sequence !== this.session(id).records.length) {
      throw new StorageError('CHANGED_BESIDE', 'Used since.');
    }
    this.sessions.delete(id);
  }

  async close(): Promise<void> {}

  async appendLog(id: SessionId, name: string, bytes: Uint8Array): Promise<void> {
    const { logs } = this.session(id);
    logs.set(name, Buffer.concat([logs.get(name) ?? Buffer.of(), bytes]));
  }

  async *readLog(id: SessionId, name: string): AsyncIterable<Uint8Array> {
    yield this.log(id, name);
  }

  async syncLog(id: SessionId, name: string): Promise<void> {
    this.log(id, name);
  }

  store(id: SessionId, records: readonly AppendedRecord[], fence: number): boolean {
    if (this.full) throw new StorageError('NO_SPACE', 'Full.');
    const session = this.session(id);
    if (session.fence !== fence || records[0]?.sequence !== session.records.length + 1)
      return false;
    session.records.push(...records.map((record) => this.copy(record)));
    return true;
  }

  copy(record: AppendedRecord): AppendedRecord {
    // A Buffer's own slice() would share its memory.
    return { ...record, bytes: new Uint8Array(record.bytes) };
  }

  session(id: SessionId): PlainSession {
    const session = this.sessions.get(id);
    if (session === undefined) throw new StorageError('VANISHED', `No session ${id}.`);
    return session;
  }

  log(id: SessionId, name: string): Buffer {
    const log = this.session(id).logs.get(name);
    if (log === undefined) throw new StorageError('NOT_FOUND', `No log ${name}.`);
    return log;
  }
}

/** Only what every driver has: a session is made by its first claim. */
export function bareDriver(): StorageDriver {
  const plain = new PlainDriver();
  const { history, fencing, survives } = plain.supports;
  return {
    location: plain.location,
    supports: { history, fencing, survives },
    claim: async (id) => {
      await plain.create(id);
      return plain.claim(id);
    },
    append: (id, record, fence) => plain.append(id, record, fence),
    async *read(id, upTo) {
      if (plain.sessions.has(id)) yield* plain.read(id, upTo);
    },
    list: () => plain.list(),
    remove: (id, options) => plain.remove(id, options),
    close: () => plain.close(),
  };
}
