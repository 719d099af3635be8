import { nameGenerationAside } from './aside-names.js';
import type { FileSystem } from './file-system.js';
import { lstatIfThere, syncDirectory, unlinkIfThere, writeNewFile } from './files.js';
import { listInnerFolder, makeInnerFolder } from './folders.js';
import type { GenerationFault } from './generation-faults.js';
import { encodeCopies, encodeHeader, lineLength } from './journal-format.js';
import { type GenerationFile, generationPath, parseGenerationName } from './layout.js';
import type { OwnedFolder } from './owned-folder.js';
import { readJournal } from './session-picture.js';
import { type Plan, runSync } from './steps.js';

type NamedFile = GenerationFile & { readonly base?: string };

/** Stands in the place of what was missing when a session was repaired. */
const MISSING_NOTE: Buffer = Buffer.from('This file was missing when the session was repaired.\n');

/**
 * Takes what is damaged out of the generations, so that what is left there can be proved; of what is missing a note is
 * left in its place. Originals go to `set-aside/`, under names that say so to later verdicts.
 */
export class GenerationRepair {
  /** Where the originals lie. */
  readonly keptAside: string[] = [];
  /** Something was put aside, or noted to be missing. */
  changed = false;
  readonly #fs: FileSystem;
  readonly #folder: OwnedFolder;

  constructor(fs: FileSystem, folder: OwnedFolder) {
    this.#fs = fs;
    this.#folder = folder;
  }

  *mend(faults: readonly GenerationFault[]): Plan<void> {
    for (const fault of faults) {
      if (fault.code === 'TORN_TAIL') continue;
      yield* this.#putAside(fault, fault.kind === 'journal' && fault.code === 'DAMAGED_JOURNAL');
    }
    yield* this.#sync();
  }

  /** What came after the point that a session was set back to belongs to a time that is no more. */
  *clearAfter(sequence: number): Plan<void> {
    for (const name of yield* listInnerFolder(this.#fs, this.#folder.layout.generations)) {
      const file = parseGenerationName(name);
      if (file !== undefined && file.sequence > sequence) yield* this.#putAside(file, false);
    }
    yield* this.#sync();
  }

  /** @param keepsBegin of a journal, the records before the damage are left in its place. */
  *#putAside(file: NamedFile, keepsBegin: boolean): Plan<void> {
    const { layout } = this.#folder;
    if (yield* makeInnerFolder(this.#fs, layout.setAside)) {
      yield* syncDirectory(this.#fs, layout.directory);
    }
    const path = generationPath(layout, file.sequence, file.kind);
    const facts = yield* lstatIfThere(this.#fs, path);
    const aside = yield* nameGenerationAside(this.#fs, layout, file);
    this.#folder.checkOwned();
    this.changed = true;
    if (facts === undefined) {
      yield* writeNewFile(this.#fs, aside, MISSING_NOTE);
      return;
    }
    this.keptAside.push(aside);
    if (facts.kind !== 'file') {
      this.#fs.rename(path, aside);
      return;
    }
    this.#fs.link(path, aside);
    yield* syncDirectory(this.#fs, layout.setAside);
    const begin = keepsBegin ? yield* this.#draftBegin(path, file.base) : undefined;
    this.#folder.checkOwned();
    if (begin === undefined) runSync(unlinkIfThere(this.#fs, path));
    else this.#folder.commit(begin, path);
  }

  /** The records of a journal before its damage, under a draft's name; `undefined`: it is another snapshot's. */
  *#draftBegin(path: string, base: string | undefined): Plan<string | undefined> {
    const journal = yield* readJournal(this.#fs, path);
    if (journal?.header === undefined || journal.header.base !== base) return undefined;
    const { header, records } = journal;
    const length = records.reduce((sum, record) => sum + lineLength(record), 0);
    const bytes = Buffer.concat([encodeHeader(header), encodeCopies(records, length)]);
    const draft = this.#folder.draftPath();
    yield* writeNewFile(this.#fs, draft, bytes);
    return draft;
  }

  *#sync(): Plan<void> {
    if (!this.changed) return;
    yield* syncDirectory(this.#fs, this.#folder.layout.setAside);
    yield* syncDirectory(this.#fs, this.#folder.layout.generations);
  }
}
