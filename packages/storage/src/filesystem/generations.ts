import type { FileSystem } from './file-system.js';
import { lstatIfThere, unlinkIfThere } from './files.js';
import { listInnerFolder } from './folders.js';
import { generationPath, parseGenerationName, type SessionLayout } from './layout.js';
import type { Plan } from './steps.js';

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
  const sequences = new Set<number>();
  for (const name of yield* listInnerFolder(fs, layout.generations)) {
    const generation = parseGenerationName(name);
    if (generation !== undefined && generation.sequence < oldestNeeded) {
      sequences.add(generation.sequence);
    }
  }
  const old = [...sequences].sort((a, b) => b - a).slice(policy.keep);
  const youngest = Date.now() - policy.keepFor;
  for (const sequence of old) {
    const snapshot = generationPath(layout, sequence, 'session');
    const facts = policy.keepFor > 0 ? yield* lstatIfThere(fs, snapshot) : undefined;
    if (facts !== undefined && facts.modifiedMs > youngest) continue;
    if (!isOwned()) return;
    yield* unlinkIfThere(fs, snapshot);
    yield* unlinkIfThere(fs, generationPath(layout, sequence, 'journal'));
  }
}
