import { join } from 'node:path';
import type { StorageFault, VerifyReport } from '../driver.js';
import type { FileSystem } from './file-system.js';
import { listIfThere, lstatIfThere } from './files.js';
import { listInnerFolder } from './folders.js';
import {
  findGenerationFaults,
  type GenerationVerdict,
  type PresentFiles,
} from './generation-faults.js';
import { fenceOfTemporary, isLockDraft, makerOfLockDraft, type SessionLayout } from './layout.js';
import { unlessObstructed } from './obstacles.js';
import { isRunning } from './process-identity.js';
import { recover } from './recovery.js';
import { findOwner } from './session-lock.js';
import { readJournal, readSnapshot } from './session-picture.js';
import type { Plan } from './steps.js';

const HARMLESS: ReadonlySet<StorageFault['code']> = new Set([
  'TORN_TAIL',
  'SET_ASIDE',
  'FOREIGN_SNAPSHOT',
  'LEFTOVER',
]);

/** A writer that changes generations faster than one can look at them: not waited for for ever. */
const MOST_LOOKS = 50;

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
  const generations = yield* judged(verifyGenerations(fs, layout), layout.generations, faults);
  recordsChecked += generations?.recordsChecked ?? 0;
  for (const { code, message, path } of generations?.faults ?? []) {
    if (faults.some((told) => told.code === code && told.path === path)) continue;
    faults.push({ code, message, path });
  }
  faults.push(...((yield* judged(findLeftovers(fs, layout), layout.directory, faults)) ?? []));
  const ok = faults.every(({ code }) => HARMLESS.has(code));
  return { id: layout.id, ok, sequence, recordsChecked, faults };
}

/**
 * Looks at the older generations. A writer may change them meanwhile: what doesn't fit together then is looked at
 * again.
 */
export function* verifyGenerations(fs: FileSystem, layout: SessionLayout): Plan<GenerationVerdict> {
  for (let look = 1; ; look++) {
    const before = yield* listGenerationFiles(fs, layout);
    const verdict = yield* findGenerationFaults(fs, layout, yield* readPresent(fs, layout));
    if (verdict.faults.length === 0 || look === MOST_LOOKS) return verdict;
    if ((yield* listGenerationFiles(fs, layout)) === before) return verdict;
  }
}

/** Of what can't be read is told elsewhere. */
function* readPresent(fs: FileSystem, layout: SessionLayout): Plan<PresentFiles> {
  const { snapshot, journal } = layout;
  const file = yield* unlessObstructed(readSnapshot(fs, snapshot), snapshot, () => {});
  return {
    digest: file?.digest,
    journal: yield* unlessObstructed(readJournal(fs, journal), journal, () => {}),
  };
}

function* listGenerationFiles(fs: FileSystem, layout: SessionLayout): Plan<string> {
  return (yield* listInnerFolder(fs, layout.generations)).toSorted().join();
}

/** A step of the verdict; what stands in its way at `path`, or at a path below, is a fault, told once. */
function judged<T>(step: Plan<T>, path: string, faults: StorageFault[]): Plan<T | undefined> {
  return unlessObstructed(step, path, (obstacle) => {
    const fault = {
      code: 'UNREADABLE',
      message: obstacle.message,
      path: obstacle.path ?? path,
    } as const;
    if (!faults.some(({ code, path }) => code === fault.code && path === fault.path)) {
      faults.push(fault);
    }
  });
}

/** What a writer that died left, or plainbox (Python) when a save of it was cut off. */
function* findLeftovers(fs: FileSystem, layout: SessionLayout): Plan<StorageFault[]> {
  const names = yield* listIfThere(fs, layout.directory);
  const owner = yield* findOwner(fs, layout, names);
  if (owner?.alive === true) return [];
  const leftovers: StorageFault[] = [];
  for (const name of names.filter(isLeftover)) {
    const path = join(layout.directory, name);
    // A writer that has closed since was still at work when the names were read.
    if ((yield* lstatIfThere(fs, path)) === undefined) continue;
    const message = `${path} was left by a save that was cut off: it is never read.`;
    leftovers.push({ code: 'LEFTOVER', message, path });
  }
  return leftovers;
}

function isLeftover(name: string): boolean {
  // Whoever makes a lock has none yet to be known by.
  if (isLockDraft(name)) {
    const pid = makerOfLockDraft(name);
    return pid === undefined || !isRunning(pid);
  }
  return name === 'session.next' || fenceOfTemporary(name) !== undefined;
}
