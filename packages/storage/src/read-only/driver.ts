import type { HeldLock, StorageDriver } from '../driver.js';
import { StorageError } from '../errors.js';

/**
 * Another driver's sessions for reading only: whatever would change something is refused with `READ_ONLY`,
 * and never reaches that driver.
 */
export function readOnlyDriver(driver: StorageDriver): StorageDriver {
  const refuse = async (): Promise<never> => {
    throw new StorageError('READ_ONLY', `${driver.location} was opened for reading only.`);
  };
  const {
    history,
    fencing,
    survives,
    integrity = false,
    deltas = true,
    logs = false,
    summaries = false,
  } = driver.supports;
  return {
    location: driver.location,
    supports: { history, fencing, survives, integrity, deltas, logs, summaries },
    claim: refuse,
    append: refuse,
    remove: refuse,
    create: refuse,
    appendLog: refuse,
    syncLog: refuse,
    setLast: refuse,
    read: (id, upTo, report) => driver.read(id, upTo, report),
    list: () => driver.list(),
    close: () => driver.close(),
    ...(driver.describe && {
      describe: (id) => driver.describe?.(id) as ReturnType<typeof refuse>,
    }),
    ...(driver.exists && { exists: (id) => driver.exists?.(id) as Promise<boolean> }),
    ...(driver.locate && { locate: (id) => driver.locate?.(id) as string }),
    ...(driver.readLog && {
      readLog: (id, name) => driver.readLog?.(id, name) as AsyncIterable<Uint8Array>,
    }),
    ...(driver.verify && { verify: (id) => driver.verify?.(id) as ReturnType<typeof refuse> }),
    ...(driver.findOwner && {
      findOwner: (id) => driver.findOwner?.(id) as Promise<HeldLock | undefined>,
    }),
    ...(driver.measure && { measure: (id) => driver.measure?.(id) as Promise<number> }),
    ...(driver.getLast && { getLast: () => driver.getLast?.() as Promise<string | undefined> }),
  };
}
