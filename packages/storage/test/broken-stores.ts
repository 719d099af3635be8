import type { ConformanceOptions } from '../src/conformance/index.js';
import {
  type AppendedRecord,
  type AppendInput,
  type DeclaredCapabilities,
  defineRepository,
  LockedStorageError,
  type RemoveOptions,
  type SessionId,
  type SessionStorage,
  type SessionStorageRepository,
  StorageError,
  type StorageInfo,
  type StoredRecord,
} from '../src/index.js';
import { PlainDriver } from './plain-driver.js';

type Store = Omit<ConformanceOptions, 'test'>;

/** A store whose driver is this one, the same at each opening of a place. */
function brokenBy(
  Driver: new () => PlainDriver,
  hooks: (driver: PlainDriver) => Partial<Store> = () => ({}),
): Store {
  const driver = new Driver();
  return { open: () => defineRepository(driver), ...hooks(driver) };
}

/** A store whose driver is sound, and what stands before it isn't. */
function mistreatedBy(
  mistreat: (storage: SessionStorage) => void,
  driver = new PlainDriver(),
): Store {
  return { open: () => mistreated(defineRepository(driver), mistreat) };
}

/** That the store has no room, at will. */
function fillable(driver: PlainDriver): Pick<Store, 'fill'> {
  return {
    fill: async () => {
      driver.full = true;
      return async () => {
        driver.full = false;
      };
    },
  };
}

async function collect(records: AsyncIterable<StoredRecord>): Promise<StoredRecord[]> {
  const all: StoredRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

const exclusive: DeclaredCapabilities = { ...new PlainDriver().supports, exclusive: true };

/** For each clause, a store that breaks it. */
export const BROKEN_STORES: Readonly<Record<string, () => Store>> = {
  'load.nothing': () =>
    brokenBy(
      class extends PlainDriver {
        override async *read(id: SessionId, upTo?: number): AsyncIterable<StoredRecord> {
          const records = await collect(super.read(id, upTo));
          if (records.length > 0) yield* records;
          else yield { sequence: 1, kind: 'snapshot', bytes: Buffer.of() };
        }
      },
    ),
  'load.any-bytes': () =>
    brokenBy(
      class extends PlainDriver {
        override copy(record: AppendedRecord): AppendedRecord {
          return { ...record, bytes: Buffer.from(Buffer.from(record.bytes).toString('utf8')) };
        }
      },
    ),
  'load.line-ends': () =>
    brokenBy(
      class extends PlainDriver {
        override copy(record: AppendedRecord): AppendedRecord {
          const text = Buffer.from(record.bytes).toString('latin1').replace(/\r\n/g, '\n');
          return { ...record, bytes: Buffer.from(text, 'latin1') };
        }
      },
    ),
  'load.large': () =>
    brokenBy(
      class extends PlainDriver {
        override copy(record: AppendedRecord): AppendedRecord {
          return { ...super.copy(record), bytes: record.bytes.slice(0, 2 ** 20) };
        }
      },
    ),
  'load.in-order': () =>
    brokenBy(
      class extends PlainDriver {
        override async *read(id: SessionId, upTo?: number): AsyncIterable<StoredRecord> {
          const [first, ...rest] = await collect(super.read(id, upTo));
          if (first !== undefined) yield first;
          const backwards = [...rest].reverse();
          for (const [index, { sequence }] of rest.entries()) {
            yield { ...(backwards[index] as StoredRecord), sequence };
          }
        }
      },
    ),
  'load.newest-snapshot': () =>
    brokenBy(
      class extends PlainDriver {
        override async *read(id: SessionId, upTo = 1e9): AsyncIterable<StoredRecord> {
          yield* this.session(id).records.slice(0, upTo);
        }
      },
    ),
  'load.own-copy': () =>
    brokenBy(
      class extends PlainDriver {
        override copy(record: AppendedRecord): AppendedRecord {
          return record;
        }
      },
    ),
  'append.numbers': () =>
    brokenBy(
      class extends PlainDriver {
        override async append(
          id: SessionId,
          record: AppendedRecord,
          fence: number,
        ): Promise<boolean> {
          return record.sequence === 1 && super.append(id, record, fence);
        }
      },
    ),
  'append.order-of-calls': () =>
    brokenBy(
      class extends PlainDriver {
        override async appendBatch(
          id: SessionId,
          records: readonly AppendedRecord[],
          fence: number,
        ): Promise<boolean> {
          const backwards = [...records].reverse();
          const mixed = records.map(({ sequence }, index) => ({
            ...(backwards[index] as AppendedRecord),
            sequence,
          }));
          return this.store(id, mixed, fence);
        }
      },
    ),
  'append.snapshot-first': () =>
    mistreatedBy((storage) => {
      const append = storage.append.bind(storage);
      storage.append = (input, options) =>
        append(storage.snapshotNeeded ? { ...input, kind: 'snapshot' } : input, options);
    }),
  'append.aborted-before': () => withoutSignals(),
  'append.aborted-waiting': () => withoutSignals(),
  'append.at-once': () =>
    brokenBy(
      class extends PlainDriver {
        override appendSync(
          id: SessionId,
          records: readonly AppendedRecord[],
          fence: number,
        ): boolean {
          setTimeout(() => super.appendSync(id, records, fence), 20);
          return true;
        }
      },
    ),
  'append.at-once-in-order': () =>
    brokenBy(
      class extends PlainDriver {
        override appendSync(id: SessionId, records: readonly AppendedRecord[]): boolean {
          this.session(id).records.push(...records.slice(-1));
          return true;
        }
      },
    ),
  'append.only-the-next': () =>
    brokenBy(
      class extends PlainDriver {
        override store(id: SessionId, records: readonly AppendedRecord[], fence: number): boolean {
          const session = this.session(id);
          if (session.fence !== fence) return false;
          session.records.push(...records.map((record) => this.copy(record)));
          return true;
        }
      },
    ),
  'append.full': () =>
    brokenBy(
      class extends PlainDriver {
        override store(id: SessionId, records: readonly AppendedRecord[], fence: number): boolean {
          return this.full || super.store(id, records, fence);
        }
      },
      fillable,
    ),
  'append.full-batch': () =>
    brokenBy(
      class extends PlainDriver {
        override async appendBatch(
          id: SessionId,
          records: readonly AppendedRecord[],
          fence: number,
        ): Promise<boolean> {
          if (!this.full) return this.store(id, records, fence);
          this.full = false;
          this.store(id, records.slice(0, 1), fence);
          this.full = true;
          throw new StorageError('NO_SPACE', 'Full.');
        }
      },
      fillable,
    ),
  'fence.one-writer': () => withoutFences(),
  'fence.contenders': () => withoutFences(),
  'fence.refused-by-name': () =>
    brokenBy(
      class extends PlainDriver {
        override readonly supports: DeclaredCapabilities = exclusive;
      },
    ),
  'fence.outdated': () =>
    brokenBy(
      class extends PlainDriver {
        override appendSync(id: SessionId, records: readonly AppendedRecord[]): boolean {
          this.session(id).records.push(...records.map((record) => this.copy(record)));
          return true;
        }
      },
    ),
  'fence.outdated-delta': () =>
    brokenBy(
      class extends PlainDriver {
        override appendBatch(id: SessionId, records: readonly AppendedRecord[]): Promise<boolean> {
          return super.appendBatch(id, records, this.session(id).fence);
        }
      },
    ),
  'fence.outdated-snapshot': () =>
    brokenBy(
      class extends PlainDriver {
        override append(id: SessionId, record: AppendedRecord): Promise<boolean> {
          return super.append(id, record, this.session(id).fence);
        }
      },
    ),
  'fence.outdated-at-once': () =>
    brokenBy(
      class extends PlainDriver {
        override appendSync(id: SessionId, records: readonly AppendedRecord[]): boolean {
          return super.appendSync(id, records, this.session(id).fence);
        }
      },
    ),
  'fence.outdated-fold': () =>
    brokenBy(
      class extends PlainDriver {
        override compact(id: SessionId, record: AppendedRecord): Promise<boolean> {
          return super.compact(id, record, this.session(id).fence);
        }
      },
    ),
  'fence.late-close': () =>
    brokenBy(
      class extends PlainDriver {
        async release(id: SessionId): Promise<void> {
          this.session(id).fence = 0;
        }
      },
    ),
  'fence.given-back': () =>
    brokenBy(
      class extends PlainDriver {
        override async claim(id: SessionId): Promise<number> {
          if (this.session(id).fence > 0) throw locked();
          return super.claim(id);
        }
      },
    ),
  'fence.reader': () =>
    brokenBy(
      class extends PlainDriver {
        override async *read(id: SessionId, upTo?: number): AsyncIterable<StoredRecord> {
          yield* super.read(id, upTo);
          if (this.session(id).records.length > 0) this.session(id).fence++;
        }
      },
    ),
  'reopen.all-there': () => ({ open: () => defineRepository(new PlainDriver()) }),
  'reopen.numbers-go-on': () =>
    brokenBy(
      class extends PlainDriver {
        override async *read(id: SessionId, upTo?: number): AsyncIterable<StoredRecord> {
          const records = await collect(super.read(id, upTo));
          yield* records.slice(0, 1);
        }
      },
    ),
  'reopen.nothing-saved': () =>
    brokenBy(
      class extends PlainDriver {
        override async exists(id: SessionId): Promise<boolean> {
          return (this.sessions.get(id)?.records.length ?? 0) > 0;
        }
      },
    ),
  'reopen.not-anew': () =>
    brokenBy(
      class extends PlainDriver {
        override async create(id: SessionId): Promise<boolean> {
          await super.create(id);
          return true;
        }
      },
    ),
  'reopen.unknown': () => findsEverything(),
  'fold.no-new-number': () =>
    brokenBy(
      class extends PlainDriver {
        override async compact(): Promise<boolean> {
          return true;
        }
      },
    ),
  'fold.others-go-on': () =>
    brokenBy(
      class extends PlainDriver {
        override async compact(id: SessionId, record: AppendedRecord): Promise<boolean> {
          await new Promise((resolve) => setTimeout(resolve, 20));
          this.session(id).records.splice(record.sequence - 1, 1e9, this.copy(record));
          return true;
        }
      },
    ),
  'fold.behind': () =>
    brokenBy(
      class extends PlainDriver {
        override async compact(
          id: SessionId,
          record: AppendedRecord,
          fence: number,
        ): Promise<boolean> {
          const { length } = this.session(id).records;
          return super.compact(id, { ...record, sequence: length }, fence);
        }
      },
    ),
  'history.newest-first': () =>
    brokenBy(
      class extends PlainDriver {
        override read(id: SessionId): AsyncIterable<StoredRecord> {
          return super.read(id);
        }
      },
    ),
  'history.each-loadable': () =>
    brokenBy(
      class extends PlainDriver {
        override read(id: SessionId, upTo = 1e9): AsyncIterable<StoredRecord> {
          return super.read(id, upTo === 2 ? 1 : upTo);
        }
      },
    ),
  'history.after-fold': () =>
    brokenBy(
      class extends PlainDriver {
        readonly #folded = new Map<SessionId, number>();

        override compact(id: SessionId, record: AppendedRecord, fence: number): Promise<boolean> {
          this.#folded.set(id, record.sequence);
          return super.compact(id, record, fence);
        }

        override async *read(id: SessionId, upTo = 1e9): AsyncIterable<StoredRecord> {
          if (upTo >= (this.#folded.get(id) ?? 0)) yield* super.read(id, upTo);
        }
      },
    ),
  'history.after-claim': () =>
    brokenBy(
      class extends PlainDriver {
        readonly #claimed = new Map<SessionId, number>();

        override claim(id: SessionId): Promise<number> {
          this.#claimed.set(id, this.session(id).records.length);
          return super.claim(id);
        }

        override async *read(id: SessionId, upTo = 1e9): AsyncIterable<StoredRecord> {
          if (upTo >= (this.#claimed.get(id) ?? 0)) yield* super.read(id, upTo);
        }
      },
    ),
  'history.not-yet': () =>
    brokenBy(
      class extends PlainDriver {
        override async *read(id: SessionId, upTo = 0): AsyncIterable<StoredRecord> {
          const records = await collect(super.read(id));
          yield* records;
          const last = records.at(-1);
          if (last?.sequence === upTo - 1) yield { ...last, kind: 'delta', sequence: upTo };
        }
      },
    ),
  'list.empty': () =>
    brokenBy(
      class extends PlainDriver {
        override async *list(): AsyncIterable<StorageInfo> {
          yield* super.list();
          yield { id: 'ghost' };
        }
      },
    ),
  'list.all': () =>
    brokenBy(
      class extends PlainDriver {
        override async *list(): AsyncIterable<StorageInfo> {
          for await (const row of super.list()) {
            yield row;
            return;
          }
        }
      },
    ),
  'list.many': () =>
    brokenBy(
      class extends PlainDriver {
        override async *list(): AsyncIterable<StorageInfo> {
          let count = 0;
          for await (const row of super.list()) if (count++ < 256) yield row;
        }
      },
    ),
  'list.summary': () =>
    brokenBy(
      class extends PlainDriver {
        override async *list(): AsyncIterable<StorageInfo> {
          for await (const { summary: _, ...row } of super.list()) yield row;
        }
      },
    ),
  'list.one': () =>
    brokenBy(
      class extends PlainDriver {
        async describe(id: SessionId): Promise<StorageInfo> {
          return { id };
        }
      },
    ),
  'remove.gone': () =>
    brokenBy(
      class extends PlainDriver {
        override async remove(id: SessionId): Promise<void> {
          this.session(id).records = [];
        }
      },
    ),
  'remove.that-one': () =>
    brokenBy(
      class extends PlainDriver {
        override async remove(id: SessionId, options?: RemoveOptions): Promise<void> {
          await super.remove(id, options);
          for (const each of [...this.sessions.keys()]) {
            if (each.startsWith(id)) this.sessions.delete(each);
          }
        }
      },
    ),
  'remove.if-still': () =>
    brokenBy(
      class extends PlainDriver {
        override remove(id: SessionId): Promise<void> {
          return super.remove(id);
        }
      },
    ),
  'remove.by-owner': () =>
    brokenBy(
      class extends PlainDriver {
        override async remove(): Promise<void> {
          throw locked();
        }
      },
    ),
  'remove.unknown': () => findsEverything(),
  'remove.stays-gone': () =>
    brokenBy(
      class extends PlainDriver {
        override session(id: SessionId): ReturnType<PlainDriver['session']> {
          const session = this.sessions.get(id) ?? { fence: 1, records: [], logs: new Map() };
          this.sessions.set(id, session);
          return session;
        }

        override store(id: SessionId, records: readonly AppendedRecord[]): boolean {
          this.session(id).records.push(...records);
          return true;
        }
      },
    ),
  'remove.not-under-a-writer': () =>
    brokenBy(
      class extends PlainDriver {
        override readonly supports: DeclaredCapabilities = exclusive;
      },
    ),
  'logs.round-trip': () =>
    brokenBy(
      class extends PlainDriver {
        override async appendLog(id: SessionId, name: string, bytes: Uint8Array): Promise<void> {
          this.session(id).logs.set(name, Buffer.from(bytes));
        }
      },
    ),
  'logs.apart': () =>
    brokenBy(
      class extends PlainDriver {
        override appendLog(id: SessionId, _: string, bytes: Uint8Array): Promise<void> {
          return super.appendLog(id, 'all', bytes);
        }

        override log(id: SessionId): Buffer {
          return super.log(id, 'all');
        }
      },
    ),
  'logs.named': () =>
    brokenBy(
      class extends PlainDriver {
        override async syncLog(): Promise<void> {}
      },
    ),
  'logs.unknown': () =>
    brokenBy(
      class extends PlainDriver {
        override log(id: SessionId, name: string): Buffer {
          return this.session(id).logs.get(name) ?? Buffer.of();
        }
      },
    ),
  'repair.others-go-on': () => {
    const driver = new PlainDriver();
    return mistreatedBy((storage) => {
      storage.repair = async () => {
        const session = driver.session(storage.id);
        const records = [...session.records];
        await new Promise((resolve) => setTimeout(resolve, 20));
        session.records = records;
        return {
          id: storage.id,
          ok: true,
          sequence: records.length,
          recordsChecked: records.length,
          faults: [],
          repaired: false,
          keptAside: [],
        };
      };
    }, driver);
  },
  'close.waits': () => {
    const driver = new (class extends PlainDriver {
      override async append(
        id: SessionId,
        record: AppendedRecord,
        fence: number,
      ): Promise<boolean> {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return super.append(id, record, fence);
      }
    })();
    return mistreatedBy((storage) => {
      storage.close = async () => {};
    }, driver);
  },
  'close.twice': () =>
    mistreatedBy((storage) => {
      const close = storage.close.bind(storage);
      let closed = false;
      storage.close = async () => {
        if (closed) throw new StorageError('CLOSED', 'Closed already.');
        closed = true;
        await close();
      };
    }),
  'close.refuses': () =>
    mistreatedBy((storage) => {
      storage.close = async () => {};
    }),
  'capabilities.fixed': () => {
    const driver = new PlainDriver();
    return {
      open: () => {
        const repository = defineRepository(driver);
        Object.assign(repository, { supports: { ...repository.supports } });
        return repository;
      },
    };
  },
  'crash.cut': () => unchecked(({ bytes }) => bytes.subarray(0, -1)),
  'crash.flipped': () => unchecked(({ bytes }) => Buffer.from(bytes).fill('x', 0, 1)),
};

function withoutSignals(): Store {
  return mistreatedBy((storage) => {
    const append = storage.append.bind(storage);
    storage.append = (input: AppendInput) => append(input);
  });
}

function withoutFences(): Store {
  return brokenBy(
    class extends PlainDriver {
      override store(id: SessionId, records: readonly AppendedRecord[]): boolean {
        const { length } = this.session(id).records;
        return super.store(
          id,
          records.map((record, index) => ({ ...record, sequence: length + 1 + index })),
          this.session(id).fence,
        );
      }
    },
  );
}

function findsEverything(): Store {
  return brokenBy(
    class extends PlainDriver {
      override async exists(id: SessionId): Promise<boolean> {
        await this.create(id);
        return true;
      }
    },
  );
}

/** Damage that goes unnoticed. */
function unchecked(damage: (record: StoredRecord) => Uint8Array): Store {
  return brokenBy(
    class extends PlainDriver {
      override readonly supports: DeclaredCapabilities = {
        ...new PlainDriver().supports,
        integrity: true,
      };
    },
    (driver) => {
      const damageLast = async (_: string, id: SessionId): Promise<void> => {
        const { records } = driver.session(id);
        const last = records.pop();
        if (last !== undefined) records.push({ ...last, bytes: damage(last) });
      };
      return { cut: damageLast, flip: damageLast };
    },
  );
}

function mistreated(
  repository: SessionStorageRepository,
  mistreat: (storage: SessionStorage) => void,
): SessionStorageRepository {
  const create = repository.create.bind(repository);
  repository.create = async (options) => {
    const storage = await create(options);
    mistreat(storage);
    return storage;
  };
  return repository;
}

function locked(): LockedStorageError {
  return new LockedStorageError('Locked.', {
    host: null,
    machineId: null,
    bootId: null,
    pid: null,
    startTime: null,
    pidNamespace: null,
    fence: 1,
    since: null,
  });
}
