import { constants } from 'node:fs';
import type { FileSystem } from './file-system.js';
import { lstatIfThere, syncDirectory, unlinkIfThere } from './files.js';
import { listInnerFolder } from './folders.js';
import { generationPath, parseGenerationName, type SessionLayout } from './layout.js';
import { type Plan, perform, runSync } from './steps.js';

/** How much of a session's past is kept. */
export interface GenerationPolicy {
  /** So many older snapshots, each with its journal. */
  readonly keep: number;
  /** And those younger than this many milliseconds. */
  readonly keepFor: number;
}

/** Removes the generations that no policy keeps and that nothing newer leans on. */
export function* pruneGenerations(
  fs: FileSystem,
  layout: SessionLayout,
  oldestNeeded: number,
  policy: GenerationPolicy,
  isOwned: () => boolean,
): Plan<void> {
  const names = yield* listInnerFolder(fs, layout.generations);
  const found = names.flatMap((name) => parseGenerationName(name)?.sequence ?? []);
  const sequences = [...new Set(found)];
  const old = sequences.filter((sequence) => sequence < oldestNeeded).sort((a, b) => b - a);
  const youngest = Date.now() - policy.keepFor;
  let removed = 0;
  // Oldest first, and none before the last is gone for good: a hole in the middle would look like damage.
  for (const sequence of old.slice(policy.keep).reverse()) {
    const newer = sequences.filter((other) => other > sequence);
    const successor =
      newer.length === 0 ? layout.snapshot : generationPath(layout, Math.min(...newer), 'session');
    // It was the present one until its successor was written.
    const facts = policy.keepFor > 0 ? yield* lstatIfThere(fs, successor) : undefined;
    if (facts !== undefined && facts.modifiedMs > youngest) return;
    if (removed++ > 0) yield* syncDirectory(fs, layout.generations);
    for (const kind of ['session', 'journal'] as const) {
      yield* unlinkOwned(fs, generationPath(layout, sequence, kind), isOwned);
    }
  }
}

/**
 * Removes a name while the session is seen to be owned, with nothing in between. The file is open meanwhile, so that
 * what takes long, giving its blocks back, is left to the close.
 */
function* unlinkOwned(fs: FileSystem, path: string, isOwned: () => boolean): Plan<void> {
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
  let fd: number | undefined;
  try {
    fd = yield* perform(fs.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  } catch {
    // There is no such file, or something else that is gone as quickly.
  }
  try {
    if (isOwned()) runSync(unlinkIfThere(fs, path));
  } finally {
    if (fd !== undefined) yield* perform(fs.close(fd));
  }
}
