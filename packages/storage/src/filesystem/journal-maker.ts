import type { Drafts } from './drafts.js';
import type { FileSystem } from './file-system.js';
import { contentOf } from './integrity.js';
import { JournalFile, type WriteDurability } from './journal-file.js';
import type { JournalHeader, JournalLink, JournalRecord } from './journal-format.js';
import type { OwnedFolder } from './owned-folder.js';
import type { Plan } from './steps.js';
import { WritePace } from './write-pace.js';
import type { WriterOptions } from './writer-options.js';

/** A snapshot that is a checkpoint. */
interface NumberedSnapshot {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** A journal on its way to its name. */
export interface DraftJournal {
  readonly path: string;
  readonly file: JournalFile;
}

/** Makes new journal files, as durable as the session's options say. */
export class JournalMaker {
  readonly #fs: FileSystem;
  readonly #folder: OwnedFolder;
  readonly #durability: WriteDurability;
  /** Of all files that are made, as they are on one disk. */
  readonly #pace: WritePace;

  constructor(fs: FileSystem, folder: OwnedFolder, options: WriterOptions) {
    this.#fs = fs;
    this.#folder = folder;
    this.#durability = options.durability === 'sync' ? 'sync' : 'none';
    this.#pace = new WritePace(fs.longestWait);
  }

  /**
   * Of the journal that continues a snapshot.
   *
   * @param isInPlace the snapshot has its name on disk, and so it can't be the one before that the journal leads on from.
   */
  header(
    snapshot: NumberedSnapshot,
    follows: JournalLink | null,
    summary: string | undefined,
    isInPlace = false,
  ): JournalHeader {
    const content = contentOf(snapshot.bytes);
    return {
      journal: 1,
      base: snapshot.digest,
      ...(content === undefined ? {} : { content }),
      sequence: snapshot.sequence,
      follows,
      ...(isInPlace ? { inPlace: true } : {}),
      ...(this.#durability === 'sync' ? {} : { unsynced: true }),
      ...(summary === undefined ? {} : { summary }),
    };
  }

  /** A file under a draft's name; both are `drafts`' until somebody adopts the file. */
  *draft(
    drafts: Drafts,
    header: JournalHeader,
    records: readonly JournalRecord[],
  ): Plan<DraftJournal> {
    const path = drafts.add(this.#folder.draftPath());
    const durability = this.#durability;
    const file = yield* JournalFile.create(this.#fs, path, header, records, durability, this.#pace);
    return { path, file: drafts.own(file) };
  }
}
