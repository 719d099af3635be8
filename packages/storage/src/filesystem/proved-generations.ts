import type { FileSystem } from './file-system.js';
import { isIntactGzip } from './integrity.js';
import { findChain, type JournalChain } from './journal-chain.js';
import { generationPath, type SessionLayout } from './layout.js';
import {
  readSnapshot,
  type ScannedJournal,
  type SessionPicture,
  type SnapshotFile,
} from './session-picture.js';
import type { Plan } from './steps.js';

/** A snapshot with the journals that name it. */
export interface ProvedSnapshot {
  readonly snapshot: SnapshotFile;
  readonly chain: JournalChain;
}

/** Where an older snapshot is looked for. */
export interface GenerationSearch {
  readonly picture: SessionPicture;
  /** The journals of the older snapshots, newest first. */
  readonly archived: readonly ScannedJournal[];
  readonly upTo: number;
  readonly after: number;
}

/**
 * The newest older snapshot that can be proved.
 *
 * @param onUnproved is told of those that can't.
 */
export function* findProvedGeneration(
  fs: FileSystem,
  layout: SessionLayout,
  search: GenerationSearch,
  onUnproved: (path: string) => void,
): Plan<ProvedSnapshot | undefined> {
  for (const sequence of search.picture.generations) {
    if (sequence > search.upTo) continue;
    if (sequence <= search.after) break;
    const path = generationPath(layout, sequence, 'session');
    const snapshot = yield* readSnapshot(fs, path);
    if (snapshot === undefined) continue;
    const chain = yield* findProvingChain(fs, layout, search, snapshot, sequence);
    if (chain !== undefined) return { snapshot, chain };
    onUnproved(path);
  }
  return undefined;
}

/** What proves an older snapshot: a journal that continues it, or one that tells that it was followed. */
function* findProvingChain(
  fs: FileSystem,
  layout: SessionLayout,
  { picture: { journal }, archived }: GenerationSearch,
  { digest, bytes }: SnapshotFile,
  sequence: number,
): Plan<JournalChain | undefined> {
  let linked: JournalChain | undefined;
  for (const newest of journal === undefined ? archived : [journal, ...archived]) {
    const chain = yield* findChain(fs, layout, newest, { digest, sequence });
    if (chain?.firstMissing === false) return chain;
    linked ??= chain;
  }
  if (linked !== undefined) return linked;
  const path = generationPath(layout, sequence, 'journal');
  const hasOwn = archived.some((each) => each.path === path);
  if (hasOwn || !(yield* isIntactGzip(bytes))) return undefined;
  return { sequence, journals: [], firstMissing: false };
}
