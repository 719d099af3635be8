import type { Capabilities, DeclaredCapabilities, StorageDriver } from './driver.js';
import { StorageError } from './errors.js';

const PRIMITIVES: readonly (keyof StorageDriver)[] = [
  'claim',
  'append',
  'read',
  'list',
  'remove',
  'close',
];

const PRIMITIVES_OF: Readonly<
  Partial<Record<keyof Capabilities, readonly (keyof StorageDriver)[]>>
> = {
  batches: ['appendBatch'],
  sync: ['appendSync'],
  compaction: ['compact'],
  logs: ['appendLog', 'readLog', 'syncLog'],
};

/** Completes what a driver declares, and refuses a driver that declares what it hasn't. */
export function checkCapabilities(driver: StorageDriver): Capabilities {
  const missing = PRIMITIVES.filter((name) => typeof driver[name] !== 'function');
  const declared: DeclaredCapabilities = driver.supports;
  for (const [capability, names] of Object.entries(PRIMITIVES_OF)) {
    if (declared[capability as keyof Capabilities] !== true) continue;
    missing.push(...names.filter((name) => typeof driver[name] !== 'function'));
  }
  if (missing.length > 0) {
    throw new StorageError(
      'INVALID_DRIVER',
      `The storage driver for ${driver.location} lacks what it needs or declares to have: ${missing.join(', ')}.`,
    );
  }
  return Object.freeze({
    integrity: false,
    deltas: true,
    exclusive: false,
    batches: false,
    sync: false,
    compaction: false,
    logs: false,
    summaries: false,
    ...declared,
  });
}
