import { join } from 'node:path';
import type { StorageFault, VerifyReport } from '../driver.js';
import { StorageError, type StorageErrorCode } from '../errors.js';
import type { FileSystem } from './file-system.js';
import { listIfThere } from './files.js';
import { fenceOfTemporary, generationPath, isLockDraft, type SessionLayout } from './layout.js';
import { recover } from './recovery.js';
import { findOwner } from './session-lock.js';
import { listGenerations, readJournal, readSnapshot } from './session-picture.js';
import type { Plan } from './steps.js';
import { namedError } from './system-error.js';

const HARMLESS: ReadonlySet<StorageFault['code']> = new Set([
  'TORN_TAIL',
  'SET_ASIDE',
  'FOREIGN_SNAPSHOT',
  'LEFTOVER',
]);

/** What keeps a file from being read though the disk works. */
const OBSTACLES: ReadonlySet<StorageErrorCode> = new Set([
  'UNSAFE_PATH',
  'TOO_LARGE',
  'ACCESS_DENIED',
  'NOT_A_DIRECTORY',
]);

/** Compares every checksum and digest of a session, its generations included. Changes nothing. */
export function* verifySession(fs: FileSystem, layout: SessionLayout): Plan<VerifyReport> {
  const faults: StorageFault[] = [];
  let sequence = 0;
  let recordsChecked = 0;
  const recovered = yield* judged(recover(fs, layout), layout.directory, faults);
  if (recovered !== undefined) {
    faults.push(...recovered.faults);
    sequence = recovered.records.at(-1)?.sequence ?? recovered.snapshot?.sequence ?? 0;
    recordsChecked = recovered.records.length + (recovered.snapshot === undefined ? 0 : 1);
  }
  const generations = yield* judged(listGenerations(fs, layout), layout.generations, faults);
  for (const generation of generations ?? []) {
    const path = generationPath(layout, generation, 'session');
    recordsChecked +=
      (yield* judged(verifyGeneration(fs, layout, generation, faults), path, faults)) ?? 0;
  }
  faults.push(...((yield* judged(findLeftovers(fs, layout), layout.directory, faults)) ?? []));
  const ok = faults.every(({ code }) => HARMLESS.has(code));
  return { id: layout.id, ok, sequence, recordsChecked, faults };
}

/** A step of the verdict; what stands in its way at `path`, or at a path below, is a fault, told once. */
function* judged<T>(step: Plan<T>, path: string, faults: StorageFault[]): Plan<T | undefined> {
  try {
    return yield* step;
  } catch (error) {
    const named = namedError(error, `verify ${path}`);
    // A link or a folder in the place of a file, say. A device that fails is no verdict on the session.
    if (!(named instanceof StorageError) || !OBSTACLES.has(named.code)) throw error;
    const fault = { code: 'UNREADABLE', message: named.message, path: named.path ?? path } as const;
    if (!faults.some(({ code, path }) => code === fault.code && path === fault.path)) {
      faults.push(fault);
    }
    return undefined;
  }
}

/** Looks at one older snapshot and its journal; returns how many records were checked. */
function* verifyGeneration(
  fs: FileSystem,
  layout: SessionLayout,
  generation: number,
  faults: StorageFault[],
): Plan<number> {
  const path = generationPath(layout, generation, 'session');
  const journal = yield* readJournal(fs, generationPath(layout, generation, 'journal'));
  const snapshot = yield* readSnapshot(fs, path);
  if (journal?.header !== undefined && snapshot?.digest !== journal.header.base) {
    const message = `${path} isn't the snapshot that its journal continues.`;
    faults.push({ code: 'DAMAGED_SNAPSHOT', message, path });
  }
  if (journal?.ending === 'damaged') {
    const message = `${journal.path} is damaged behind record ${journal.records.at(-1)?.sequence ?? generation}.`;
    faults.push({ code: 'DAMAGED_JOURNAL', message, path: journal.path });
  }
  if (journal?.ending === 'torn') {
    const message = `Something that was never acknowledged stands behind the records of ${journal.path}.`;
    faults.push({ code: 'TORN_TAIL', message, path: journal.path });
  }
  return 1 + (journal?.records.length ?? 0);
}

/** What a writer that died left, or plainbox (Python) when a save of it was cut off. */
function* findLeftovers(fs: FileSystem, layout: SessionLayout): Plan<StorageFault[]> {
  const names = yield* listIfThere(fs, layout.directory);
  const owner = yield* findOwner(fs, layout, names);
  if (owner?.alive === true) return [];
  return names
    .filter(
      (name) =>
        name === 'session.next' || isLockDraft(name) || fenceOfTemporary(name) !== undefined,
    )
    .map((name) => {
      const path = join(layout.directory, name);
      const message = `${path} was left by a save that was cut off: it is never read.`;
      return { code: 'LEFTOVER', message, path };
    });
}
