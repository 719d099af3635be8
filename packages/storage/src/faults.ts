import type { StorageFault } from './driver.js';

const LOSING: ReadonlySet<StorageFault['code']> = new Set([
  'DAMAGED_SNAPSHOT',
  'DAMAGED_JOURNAL',
  'MISSING_JOURNAL',
  'MISSING_SNAPSHOT',
]);

/** Faults that mean damage: nothing is written to such a session before it is repaired. */
export function losesCheckpoints(faults: readonly StorageFault[]): boolean {
  return faults.some(({ code }) => LOSING.has(code));
}
