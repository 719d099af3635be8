import type { StorageFault } from '../driver.js';
import { type AsideNote, findAside } from './aside-names.js';
import type { FileSystem } from './file-system.js';
import { readFile } from './files.js';
import { listInnerFolder } from './folders.js';
import { digestOf, isIntactGzip, looksZipped } from './integrity.js';
import {
  type GenerationFile,
  generationPath,
  parseGenerationName,
  type SessionLayout,
} from './layout.js';
import { unlessObstructed } from './obstacles.js';
import { readJournal, type ScannedJournal } from './session-picture.js';
import type { Plan } from './steps.js';

/** A fault of one file of an older generation. */
export interface GenerationFault extends StorageFault, GenerationFile {
  readonly path: string;
  /** Digest of the generation's snapshot, if anything tells of it. */
  readonly base?: string;
}

/** How the older generations were found to be. */
export interface GenerationVerdict {
  readonly faults: readonly GenerationFault[];
  readonly recordsChecked: number;
}

/** The newest snapshot and its journal, as far as they can be read. */
export interface PresentFiles {
  readonly digest: string | undefined;
  readonly journal: ScannedJournal | undefined;
}

/** What is told of a snapshot that was archived. */
interface Claim {
  readonly base: string;
  /** The journal that tells it. */
  readonly by: string;
}

/** A file that a journal tells of. */
type ClaimedFile = GenerationFile & { readonly base: string };

/** Compares what is in `generations/` with what all journals tell of it. Changes nothing. */
export function* findGenerationFaults(
  fs: FileSystem,
  layout: SessionLayout,
  present: PresentFiles,
): Plan<GenerationVerdict> {
  const inspection = new GenerationInspection(fs, layout, present);
  yield* inspection.inspect();
  return inspection;
}

class GenerationInspection implements GenerationVerdict {
  faults: GenerationFault[] = [];
  recordsChecked = 0;
  readonly #fs: FileSystem;
  readonly #layout: SessionLayout;
  readonly #present: PresentFiles;
  #aside: readonly AsideNote[] = [];
  #snapshots: readonly number[] = [];
  /** `unreadable`: there is something, and that it can't be read is told already. */
  readonly #journals = new Map<number, ScannedJournal | 'unreadable'>();
  readonly #claims = new Map<number, Claim>();

  constructor(fs: FileSystem, layout: SessionLayout, present: PresentFiles) {
    this.#fs = fs;
    this.#layout = layout;
    this.#present = present;
  }

  *inspect(): Plan<void> {
    this.#aside = yield* findAside(this.#fs, this.#layout);
    const names = yield* listInnerFolder(this.#fs, this.#layout.generations);
    const files = names
      .flatMap((name) => parseGenerationName(name) ?? [])
      .toSorted((a, b) => a.sequence - b.sequence);
    this.#snapshots = files.filter(({ kind }) => kind === 'session').map((file) => file.sequence);
    for (const file of files) if (file.kind === 'journal') yield* this.#readJournal(file);
    const readable = [...this.#journals.values()].filter((each) => each !== 'unreadable');
    // Newest last: where they contradict one another, it is right.
    const { journal } = this.#present;
    this.#gatherClaims(journal === undefined ? readable : [...readable, journal]);
    for (const sequence of this.#snapshots) {
      const file = { sequence, kind: 'session' } as const;
      yield* this.#unlessObstructed(this.#judgeSnapshot(file), file);
      this.recordsChecked++;
    }
    // What is told of a generation may have been read only after a fault of it.
    this.faults = this.faults.map((fault) => ({ ...fault, ...this.#complete(fault) }));
  }

  *#readJournal(file: GenerationFile): Plan<void> {
    const { sequence, kind } = file;
    const path = generationPath(this.#layout, sequence, kind);
    const journal = yield* this.#unlessObstructed(readJournal(this.#fs, path), file);
    this.#journals.set(sequence, journal ?? 'unreadable');
    if (journal === undefined) return;
    this.recordsChecked += journal.records.length;
    if (journal.header === undefined) {
      this.#add(file, 'DAMAGED_JOURNAL', 'has no readable header.');
      return;
    }
    const { base } = journal.header;
    this.#claims.set(sequence, { base, by: path });
    if (journal.ending === 'damaged') {
      const last = journal.records.at(-1)?.sequence ?? sequence;
      this.#add({ ...file, base }, 'DAMAGED_JOURNAL', `is damaged behind record ${last}.`);
    } else if (journal.ending === 'torn') {
      this.#add(file, 'TORN_TAIL', 'has something behind its records that nobody was told of.');
    }
  }

  #gatherClaims(journals: readonly ScannedJournal[]): void {
    const followed = journals.flatMap(({ header, path }) =>
      header?.follows ? [{ ...header.follows, by: path, needed: header.sequence }] : [],
    );
    for (const { sequence, base, by } of followed) this.#claims.set(sequence, { base, by });
    for (const { sequence, base, last, needed } of followed) {
      if (this.#claims.get(sequence)?.base === base) {
        this.#judgeJournal({ sequence, kind: 'journal', base }, last ?? needed);
      }
    }
    for (const [sequence, { base, by }] of this.#claims) {
      const file = { sequence, kind: 'session', base } as const;
      // A save was cut off before it had archived it.
      if (base === this.#present.digest) continue;
      if (this.#snapshots.includes(sequence) || this.#isAccountedFor(file)) continue;
      this.#add(file, 'MISSING_SNAPSHOT', `is missing, though ${by} tells of it.`);
    }
  }

  /** @param needed the record that stood in it when the next generation began. */
  #judgeJournal(file: ClaimedFile, needed: number): void {
    const journal = this.#journals.get(file.sequence);
    if (journal === undefined) {
      if (this.#isAccountedFor(file)) return;
      this.#add(file, 'MISSING_JOURNAL', 'is missing, though a newer one follows it.');
      return;
    }
    if (journal === 'unreadable' || journal.header === undefined) return;
    if (journal.header.base !== file.base) {
      this.#add(file, 'DAMAGED_JOURNAL', "isn't the one that a newer one follows.");
      return;
    }
    const last = journal.records.at(-1)?.sequence ?? journal.header.sequence;
    // Without syncs, a power cut may have taken its end after the next generation had all of it.
    if (last >= needed || journal.header.unsynced || this.#isAside(file)) return;
    this.#add(file, 'DAMAGED_JOURNAL', `ends with record ${last}, and once held ${needed} too.`);
  }

  *#judgeSnapshot(file: GenerationFile): Plan<void> {
    const read = yield* readFile(this.#fs, generationPath(this.#layout, file.sequence, file.kind));
    if (read === undefined) return;
    const { bytes } = read;
    const claim = this.#claims.get(file.sequence);
    if (claim !== undefined) {
      if (digestOf(bytes) === claim.base) return;
      const what = `isn't the snapshot that ${claim.by} tells of.`;
      this.#add({ ...file, base: claim.base }, 'DAMAGED_SNAPSHOT', what);
    } else if (bytes.every((byte) => byte === 0)) {
      this.#add(file, 'DAMAGED_SNAPSHOT', 'is empty.');
    } else if (looksZipped(bytes) && !(yield* isIntactGzip(bytes))) {
      this.#add(file, 'DAMAGED_SNAPSHOT', "can't be unzipped to its end.");
    }
  }

  /** Of the oldest generation it can't be told from what was removed since nobody wanted it kept. */
  #isAccountedFor(file: ClaimedFile): boolean {
    const known = [...this.#snapshots, ...this.#journals.keys()];
    return known.every((other) => other >= file.sequence) || this.#isAside(file);
  }

  /** A repair has put it aside, or has said that it is missing. */
  #isAside({ sequence, kind, base }: ClaimedFile): boolean {
    return this.#aside.some(
      (note) => note.sequence === sequence && note.kind === kind && note.tellsOf(base),
    );
  }

  #unlessObstructed<T>(step: Plan<T>, file: GenerationFile): Plan<T | undefined> {
    const path = generationPath(this.#layout, file.sequence, file.kind);
    return unlessObstructed(step, path, ({ message }) =>
      this.faults.push({ ...this.#complete(file), code: 'UNREADABLE', message }),
    );
  }

  #add(file: GenerationFile & { base?: string }, code: StorageFault['code'], what: string): void {
    const full = this.#complete(file);
    const isTold = this.faults.some(
      (fault) => fault.path === full.path && fault.code !== 'TORN_TAIL',
    );
    if (!isTold) this.faults.push({ ...full, code, message: `${full.path} ${what}` });
  }

  #complete(
    file: GenerationFile & { base?: string },
  ): GenerationFile & { path: string; base?: string } {
    const { sequence, kind } = file;
    const base = file.base ?? this.#claims.get(sequence)?.base;
    const path = generationPath(this.#layout, sequence, kind);
    return { sequence, kind, path, ...(base === undefined ? {} : { base }) };
  }
}
