import type { StorageFault } from '../driver.js';
import { findAside } from './aside-names.js';
import type { FileSystem } from './file-system.js';
import { isContent, isIntactGzip, looksZipped, unzippedContent } from './integrity.js';
import {
  findChain,
  type JournalChain,
  type RolledChain,
  reachBack,
  rollForward,
} from './journal-chain.js';
import type { JournalHeader, JournalRecord } from './journal-format.js';
import { belongsHere, isOvertaken } from './journal-standing.js';
import { generationPath, type SessionLayout } from './layout.js';
import { findProvedGeneration, type ProvedSnapshot } from './proved-generations.js';
import { RecoveryFaults } from './recovery-faults.js';
import {
  hasChanged,
  listArchived,
  readJournal,
  readSnapshot,
  type ScannedJournal,
  type SessionPicture,
  type SnapshotFile,
  type SnapshotIdentity,
  takePicture,
} from './session-picture.js';
import type { Plan } from './steps.js';

/** A writer that changes generations faster than one can read: not seen, but not waited for for ever either. */
const MOST_LOOKS = 50;

/** The newest point of a session that can be proved, or the newest not after a given one. */
export interface RecoveredSession {
  readonly snapshot:
    | { readonly bytes: Buffer; readonly digest: string; readonly sequence: number }
    | undefined;
  readonly records: readonly JournalRecord[];
  readonly faults: readonly StorageFault[];
  /** Greatest number that anything here tells of. */
  readonly known: number;
  /** Header of the journal that continues the snapshot, if there is one. */
  readonly header: JournalHeader | undefined;
  /** What is called `session` now. */
  readonly present: SnapshotIdentity | undefined;
}

/** Reads what is stored. Takes no lock and changes nothing. */
export function* recover(
  fs: FileSystem,
  layout: SessionLayout,
  upTo: number = Number.POSITIVE_INFINITY,
): Plan<RecoveredSession> {
  for (let look = 1; ; look++) {
    const picture = yield* takePicture(fs, layout);
    const recovered = yield* new Recovery(fs, layout, picture, upTo).judge();
    const odd = recovered.faults.length > 0 || recovered.snapshot === undefined;
    if (!odd || look === MOST_LOOKS || !(yield* hasChanged(fs, layout, picture))) return recovered;
  }
}

/** Judges one picture of a session. */
class Recovery {
  readonly #fs: FileSystem;
  readonly #layout: SessionLayout;
  readonly #picture: SessionPicture;
  readonly #upTo: number;
  readonly #faults: RecoveryFaults;
  #archived: readonly ScannedJournal[] | undefined;
  /** Greatest number that was found, whatever was asked for. */
  #foundTo = 0;

  constructor(fs: FileSystem, layout: SessionLayout, picture: SessionPicture, upTo: number) {
    this.#fs = fs;
    this.#layout = layout;
    this.#picture = picture;
    this.#upTo = upTo;
    this.#faults = new RecoveryFaults(layout);
  }

  *judge(): Plan<RecoveredSession> {
    const { snapshot, journal } = this.#picture;
    if (snapshot === undefined) return yield* this.#withoutSnapshot();
    if (journal === undefined) {
      const isLost = this.#isJournalLost(yield* this.#archivedJournals());
      return yield* this.#withoutJournal(snapshot, isLost ? 'is missing' : undefined);
    }
    const chain = yield* findChain(this.#fs, this.#layout, journal, snapshot);
    if (chain !== undefined) return yield* this.#continuedUnlessOlder(snapshot, chain);
    if (journal.header === undefined) return yield* this.#withBrokenJournal(snapshot, journal);
    const content = yield* unzippedContent(snapshot.bytes);
    if (content !== undefined) {
      return isContent(content) && journal.header.content === content
        ? yield* this.#rewrapped(snapshot, journal, journal.header.sequence)
        : yield* this.#withOtherJournal(snapshot, journal);
    }
    return yield* this.#withOtherSnapshot('nor a whole one of another program');
  }

  *#withOtherSnapshot(norWhat: string): Plan<RecoveredSession> {
    this.#faults.tellOfSnapshot(
      'DAMAGED_SNAPSHOT',
      `isn't the snapshot that its journal continues, ${norWhat}.`,
    );
    return yield* this.#fromGenerations(yield* this.#knownTo());
  }

  /** A whole snapshot, and a journal that continues another. */
  *#withOtherJournal(snapshot: SnapshotFile, journal: ScannedJournal): Plan<RecoveredSession> {
    const archived = yield* this.#archivedJournals();
    const belongs = yield* belongsHere(this.#fs, this.#layout, journal, this.#picture, archived);
    const own = archived.find(({ header }) => header?.base === snapshot.digest)?.header;
    if (own !== undefined && (belongs || isOvertaken(own.sequence, this.#picture))) {
      return yield* this.#withOtherSnapshot('but an older one');
    }
    return belongs
      ? yield* this.#foreign(snapshot, journal)
      : yield* this.#withoutJournal(snapshot, "isn't the newest that there was");
  }

  /** As `#continued`, unless a later snapshot was archived: then this was put here from former times. */
  *#continuedUnlessOlder(snapshot: SnapshotFile, chain: JournalChain): Plan<RecoveredSession> {
    if (chain.sequence > this.#upTo) return yield* this.#fromGenerations(0);
    if (!isOvertaken(chain.sequence, this.#picture)) return yield* this.#continued(snapshot, chain);
    const newest = chain.journals.at(-1)?.header?.sequence ?? 0;
    if (isOvertaken(newest, this.#picture))
      this.#faults.tellLostJournal("isn't the newest that there was");
    else this.#faults.tellOlderSnapshot();
    return yield* this.#fromGenerations(yield* this.#knownTo(), { snapshot, chain });
  }

  /** The usual case: journals lead on from the snapshot. */
  *#continued(snapshot: SnapshotFile, chain: JournalChain): Plan<RecoveredSession> {
    if (chain.sequence > this.#upTo) return yield* this.#fromGenerations(0);
    const rolled = yield* this.#roll(chain);
    let header = chain.firstMissing ? undefined : chain.journals[0]?.header;
    if (rolled.supersededTo > 0) {
      this.#faults.tellOlderSnapshot();
      return yield* this.#fromGenerations(Math.max(rolled.known, rolled.supersededTo), {
        snapshot,
        chain,
      });
    }
    if (chain.firstMissing) {
      this.#faults.lose(
        'MISSING_JOURNAL',
        chain.sequence,
        rolled.known,
        'The journal of the snapshot is gone',
      );
    } else if (rolled.damaged !== undefined) {
      const last = rolled.records.at(-1)?.sequence ?? chain.sequence;
      this.#faults.lose('DAMAGED_JOURNAL', last, rolled.known, `${rolled.damaged.path} is damaged`);
    } else if (rolled.tornTo !== undefined) {
      const last = rolled.records.at(-1)?.sequence ?? chain.sequence;
      const unsynced = chain.journals.at(-1)?.header?.unsynced === true;
      this.#faults.noteTear(last, rolled.tornTo, unsynced);
      // What the journal before may hold beyond the tear isn't what will be written there now.
      if (header !== undefined && rolled.tornTo > last) header = { ...header, follows: null };
    }
    return this.#recovered(snapshot, chain.sequence, rolled.records, {
      known: rolled.known,
      header,
    });
  }

  /** The records of a chain; where one of its journals is damaged, those before may still have what it had. */
  *#roll(chain: JournalChain): Plan<RolledChain> {
    const rolled = rollForward(chain);
    const { damaged } = rolled;
    if (damaged === undefined) return rolled;
    const further = rollForward(yield* reachBack(this.#fs, this.#layout, chain));
    return further.records.length > rolled.records.length ? { ...further, damaged } : rolled;
  }

  *#withoutSnapshot(): Plan<RecoveredSession> {
    const { journal, isRetired, generations } = this.#picture;
    if (generations.length === 0 && journal === undefined && !isRetired) {
      return this.#recovered(undefined, 0, [], { known: 0 });
    }
    this.#faults.tellOfSnapshot('MISSING_SNAPSHOT', 'is gone or empty.');
    return yield* this.#fromGenerations(yield* this.#knownTo());
  }

  /**
   * Saved by plainbox (Python), or in snapshot mode; or a journal is lost.
   *
   * @param lost what is wrong with the journal, if it is lost.
   */
  *#withoutJournal(snapshot: SnapshotFile, lost: string | undefined): Plan<RecoveredSession> {
    const archived = yield* this.#archivedJournals();
    const own = archived.find(({ header }) => header?.base === snapshot.digest);
    // The same bytes may have been an earlier checkpoint as well; behind that, another was archived.
    if (own?.header !== undefined && !isOvertaken(own.header.sequence, this.#picture)) {
      const { sequence } = own.header;
      if (lost !== undefined) this.#faults.tellLostJournal(lost);
      return yield* this.#continued(snapshot, { sequence, journals: [own], firstMissing: false });
    }
    const sequence = yield* this.#numberOf(snapshot);
    if (lost !== undefined) {
      this.#faults.tellLostJournal(lost);
      return yield* this.#withoutProof(snapshot, sequence, yield* this.#knownTo());
    }
    if (yield* this.#isBrokenGzip(snapshot)) return yield* this.#fromGenerations(sequence);
    return yield* this.#unproved(snapshot, sequence, sequence);
  }

  /**
   * From the second snapshot on there is a journal at any moment, or what says that there is to be none: and in snapshot
   * mode, the newest generation has none either.
   */
  #isJournalLost(archived: readonly ScannedJournal[]): boolean {
    const { isRetired, generations } = this.#picture;
    const [newest] = archived;
    if (isRetired || newest === undefined) return false;
    return newest.path >= generationPath(this.#layout, generations[0] ?? 0, 'journal');
  }

  *#withBrokenJournal(snapshot: SnapshotFile, journal: ScannedJournal): Plan<RecoveredSession> {
    const { path, firstRecord, lostTo } = journal;
    if (firstRecord !== undefined) {
      const told = this.#faults.list.length;
      const found = yield* this.#withoutProof(snapshot, firstRecord - 1, lostTo);
      const what = `${path} has no readable header`;
      // Only now it's known how much of it an older generation has as well.
      this.#faults.lose('DAMAGED_JOURNAL', this.#foundTo, lostTo, what, told);
      return found;
    }
    const rest = "has no readable header: how many checkpoints are lost with it isn't known.";
    this.#faults.tell('DAMAGED_JOURNAL', path, rest);
    const sequence = yield* this.#numberOf(snapshot);
    return yield* this.#withoutProof(snapshot, sequence, yield* this.#knownTo());
  }

  /** The header of its journal alone could have told whether a snapshot is whole, or else its gzip does. */
  *#withoutProof(snapshot: SnapshotFile, sequence: number, known: number): Plan<RecoveredSession> {
    if (yield* this.#isBrokenGzip(snapshot)) return yield* this.#fromGenerations(known);
    const proved = looksZipped(snapshot.bytes) ? undefined : yield* this.#provedGeneration();
    if (proved !== undefined) return yield* this.#older(proved, known);
    return yield* this.#unproved(snapshot, sequence, known);
  }

  *#unproved(snapshot: SnapshotFile, sequence: number, known: number): Plan<RecoveredSession> {
    if (sequence > this.#upTo) return yield* this.#fromGenerations(0);
    return this.#recovered(snapshot, sequence, [], { known: Math.max(sequence, known) });
  }

  /** Whether a snapshot that no journal names is damaged, as far as that can be seen; a fault if it is. */
  *#isBrokenGzip({ bytes }: SnapshotFile): Plan<boolean> {
    if (!looksZipped(bytes) || (yield* isIntactGzip(bytes))) return false;
    this.#faults.tellOfSnapshot('DAMAGED_SNAPSHOT', "is damaged: it can't be unzipped to its end.");
    return true;
  }

  /** Zipped anew, or a bit has flipped that no checksum of gzip covers: still the snapshot that was saved. */
  *#rewrapped(
    snapshot: SnapshotFile,
    journal: ScannedJournal,
    sequence: number,
  ): Plan<RecoveredSession> {
    this.#faults.tellOfSnapshot(
      'FOREIGN_SNAPSHOT',
      "isn't the file that was saved, but unzips to the same: its journal is applied.",
    );
    const chain = { sequence, journals: [journal], firstMissing: false };
    return yield* this.#continuedUnlessOlder(snapshot, chain);
  }

  /** Another program has saved here since: its snapshot is the session now. */
  *#foreign(snapshot: SnapshotFile, journal: ScannedJournal): Plan<RecoveredSession> {
    const sequence = (yield* this.#knownTo()) + 1;
    if (sequence > this.#upTo) return yield* this.#fromGenerations(0);
    this.#faults.tellOfSnapshot(
      'FOREIGN_SNAPSHOT',
      `was saved by another program: it counts as checkpoint ${sequence}.`,
    );
    const rest = 'continues another snapshot: it is set aside, and not applied.';
    this.#faults.tell('SET_ASIDE', journal.path, rest);
    return this.#recovered(snapshot, sequence, [], { known: sequence });
  }

  /**
   * The newest older snapshot that can be proved, and the journals from there.
   *
   * @param present what is called `session`, if it is proved too.
   */
  *#fromGenerations(lostTo: number, present?: ProvedSnapshot): Plan<RecoveredSession> {
    const proved = (yield* this.#provedGeneration(present?.chain.sequence)) ?? present;
    if (proved !== undefined) return yield* this.#older(proved, lostTo);
    if (lostTo > 0)
      this.#faults.lose(
        'MISSING_SNAPSHOT',
        0,
        lostTo,
        'No generation is left that could be proved',
      );
    return this.#recovered(undefined, 0, [], { known: lostTo });
  }

  *#provedGeneration(after = 0): Plan<ProvedSnapshot | undefined> {
    const archived = yield* this.#archivedJournals();
    const search = { picture: this.#picture, archived, upTo: this.#upTo, after };
    return yield* findProvedGeneration(this.#fs, this.#layout, search, (path) =>
      this.#faults.tell('DAMAGED_SNAPSHOT', path, "can't be proved to be what was saved."),
    );
  }

  /** A snapshot that isn't the newest, and what its journals lead to. */
  *#older({ snapshot, chain }: ProvedSnapshot, lostTo: number): Plan<RecoveredSession> {
    const rolled = yield* this.#roll(chain);
    const last = rolled.records.at(-1)?.sequence ?? chain.sequence;
    const known = Math.max(lostTo, rolled.known);
    if (lostTo > last) {
      this.#faults.lose(
        'DAMAGED_SNAPSHOT',
        last,
        known,
        'What an older generation leads to is the newest to be proved',
      );
    }
    return this.#recovered(snapshot, chain.sequence, rolled.records, {
      known,
      header: chain.firstMissing ? undefined : chain.journals[0]?.header,
    });
  }

  /** The journals of the older snapshots, newest first. */
  *#archivedJournals(): Plan<readonly ScannedJournal[]> {
    if (this.#archived === undefined) {
      const archived: ScannedJournal[] = [];
      for (const sequence of yield* listArchived(this.#fs, this.#layout, 'journal')) {
        const path = generationPath(this.#layout, sequence, 'journal');
        const journal = yield* readJournal(this.#fs, path);
        if (journal !== undefined) archived.push(journal);
      }
      this.#archived = archived;
    }
    return this.#archived;
  }

  /** Number of a present snapshot that no journal names: one more than anything here tells of, unless it is the newest generation's. */
  *#numberOf(snapshot: SnapshotFile): Plan<number> {
    const newest = this.#picture.generations[0] ?? 0;
    const archived = yield* readSnapshot(this.#fs, generationPath(this.#layout, newest, 'session'));
    // A save was cut off after it had archived the present snapshot and before it put the new one in its place.
    if (archived?.digest === snapshot.digest) return newest;
    // A repair that took the newest out of the generations changed no number.
    const aside = (yield* findAside(this.#fs, this.#layout)).map(({ sequence }) => sequence);
    return Math.max(yield* this.#knownTo(), ...aside) + 1;
  }

  /** Greatest number that anything here tells of: a state without a number gets the next. */
  *#knownTo(): Plan<number> {
    const { journal, generations } = this.#picture;
    let known = generations[0] ?? 0;
    const archived = yield* this.#archivedJournals();
    for (const { header, records, lostTo } of journal ? [journal, ...archived] : archived) {
      known = Math.max(known, header?.sequence ?? 0, records.at(-1)?.sequence ?? 0, lostTo);
    }
    return known;
  }

  #recovered(
    snapshot: SnapshotFile | undefined,
    sequence: number,
    records: readonly JournalRecord[],
    more: { known: number; header?: JournalHeader | undefined },
  ): RecoveredSession {
    this.#foundTo = records.at(-1)?.sequence ?? sequence;
    return {
      snapshot: snapshot && { bytes: snapshot.bytes, digest: snapshot.digest, sequence },
      records: records.filter((record) => record.sequence <= this.#upTo),
      faults: this.#faults.list,
      known: more.known,
      header: more.header,
      present: this.#picture.snapshot,
    };
  }
}
