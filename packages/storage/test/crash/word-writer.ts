import type { SessionStorage } from '../../src/index.js';

/**
 * What a workload handed in and what was acknowledged. The state of a session is a list of words; a delta
 * adds one, a snapshot holds them all: so a mixture of two states can't look like any of them.
 */
export class Ledger {
  /** By number of the checkpoint: every state that was handed in. */
  readonly states: Map<number, string> = new Map();
  /** States that failed to be stored, until the number of theirs is another's: they may be found, or not. */
  readonly refused: Set<string> = new Set();
  acknowledged = 0;
  /** A file was damaged by other means than a power cut, and isn't repaired yet. */
  damaged = false;
  /** The same of an older generation. */
  historyDamaged = false;
  id = '';
  /** Synced now and then: a power cut may take acknowledged checkpoints, but leaves no mixture and no damage. */
  isBatched = false;
  /** The session is being removed: it is there whole, or not at all. */
  removing = false;
  /** Bytes that were told to be kept aside. */
  readonly keptAside: Buffer[] = [];
  /** Logs that acknowledged checkpoints name, with their content. */
  readonly logs: Map<string, string> = new Map();
}

/** A session written by a workload. */
export class WordWriter {
  readonly storage: SessionStorage;
  readonly #ledger: Ledger;
  #words: string[];

  constructor(storage: SessionStorage, ledger: Ledger, words: readonly string[] = []) {
    this.storage = storage;
    this.#ledger = ledger;
    this.#words = [...words];
    ledger.id = storage.id;
  }

  async delta(size = 8, log?: string): Promise<void> {
    const word = `w${this.storage.position + 1}`.padEnd(size, '.');
    this.#note(word);
    const promise = this.storage.append({
      kind: 'delta',
      bytes: Buffer.from(word),
      ...(log === undefined ? {} : { logs: [log] }),
    });
    this.#acknowledge((await promise).sequence);
    if (log !== undefined) this.#ledger.logs.set(log, `log of ${log}`);
  }

  async snapshot(size = 8): Promise<void> {
    this.#note(`s${this.storage.position + 1}`.padEnd(size, '.'));
    await this.#save();
  }

  /** A snapshot that fails to be stored, and is forgotten. */
  async refusedSnapshot(size = 8): Promise<void> {
    this.#note(`s${this.storage.position + 1}`.padEnd(size, '.'));
    this.#ledger.refused.add(this.#words.join(' '));
    const saved = await this.#save().then(
      () => true,
      () => false,
    );
    if (saved) throw new Error('This snapshot was meant to fail.');
    this.#words.pop();
  }

  async #save(): Promise<void> {
    const promise = this.storage.append({
      kind: 'snapshot',
      bytes: Buffer.from(this.#words.join(' ')),
    });
    this.#acknowledge((await promise).sequence);
  }

  async fold(): Promise<void> {
    await this.storage.append({
      kind: 'snapshot',
      bytes: Buffer.from(this.#words.join(' ')),
      continues: this.storage.position,
    });
  }

  snapshotSync(): void {
    this.#note(`z${this.storage.position + 1}`);
    const bytes = Buffer.from(this.#words.join(' '));
    this.#acknowledge(this.storage.appendSync({ kind: 'snapshot', bytes }).sequence);
  }

  deltaSync(size = 3): void {
    const word = `y${this.storage.position + 1}`.padEnd(size, '.');
    this.#note(word);
    this.#acknowledge(
      this.storage.appendSync({ kind: 'delta', bytes: Buffer.from(word) }).sequence,
    );
  }

  #note(word: string): void {
    this.#words.push(word);
    this.#ledger.states.set(this.storage.position + 1, this.#words.join(' '));
  }

  #acknowledge(sequence: number): void {
    this.#ledger.refused.clear();
    this.#ledger.acknowledged = Math.max(this.#ledger.acknowledged, sequence);
  }
}
