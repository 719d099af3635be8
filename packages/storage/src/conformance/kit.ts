import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendInput } from '../append-input.js';
import type { SessionStorageRepository } from '../repository.js';
import type { SessionStorage } from '../storage.js';
import type { ConformanceOptions } from './options.js';

/** What a clause works with: a place of its own, and everything opened there is closed afterwards. */
export class Kit {
  readonly place: string;
  readonly options: ConformanceOptions;
  readonly #opened: SessionStorageRepository[] = [];

  private constructor(place: string, options: ConformanceOptions) {
    this.place = place;
    this.options = options;
  }

  /** Runs a clause in a fresh place. */
  static async use(options: ConformanceOptions, run: (kit: Kit) => Promise<void>): Promise<void> {
    const place = await mkdtemp(join(tmpdir(), 'plainbox-conformance-'));
    const kit = new Kit(place, options);
    try {
      await run(kit);
    } finally {
      for (const repository of kit.#opened) await repository.close();
      await rm(place, { recursive: true, force: true });
    }
  }

  /** The store, opened once more. */
  async open(): Promise<SessionStorageRepository> {
    const repository = await this.options.open(this.place);
    this.#opened.push(repository);
    return repository;
  }

  /** The store, opened once more by who only reads. */
  async openReader(): Promise<SessionStorageRepository> {
    const repository = await (this.options.openReader ?? this.options.open)(this.place);
    this.#opened.push(repository);
    return repository;
  }

  /** What somebody else finds in a session, as text: see {@link textOf}. */
  async found(id: string): Promise<string> {
    const reader = await (await this.openReader()).open(id, { readOnly: true });
    return textOf(reader);
  }
}

/** Saves a growing list of words, by deltas where the store takes them. */
export class WordWriter {
  readonly storage: SessionStorage;
  readonly #words: string[];

  constructor(storage: SessionStorage, words: readonly string[] = []) {
    this.storage = storage;
    this.#words = [...words];
  }

  /** Saves one more word; the first of a session in a snapshot. */
  async word(signal?: AbortSignal): Promise<number> {
    const input = this.#next();
    const options = signal === undefined ? {} : { signal };
    return (await this.storage.append(input, options)).sequence;
  }

  wordSync(): number {
    return this.storage.appendSync(this.#next()).sequence;
  }

  /** Saves all words in a snapshot, with one more. */
  async snapshot(summary?: Uint8Array): Promise<number> {
    return (await this.storage.append(this.#nextSnapshot(summary))).sequence;
  }

  snapshotSync(): number {
    return this.storage.appendSync(this.#nextSnapshot()).sequence;
  }

  /** A snapshot of what is saved already. */
  async fold(summary?: Uint8Array): Promise<number> {
    const continues = this.storage.position;
    const receipt = await this.storage.append({
      ...snapshotOf(this.#whole(), summary),
      continues,
    });
    return receipt.sequence;
  }

  /** What was handed in, as {@link textOf} tells it. */
  get text(): string {
    return this.#words.join(' ');
  }

  #next(): { kind: 'snapshot' | 'delta'; bytes: Uint8Array } {
    const word = `w${this.#words.length + 1}`;
    this.#words.push(word);
    const whole = this.storage.snapshotNeeded || !this.storage.supports.deltas;
    return whole
      ? { kind: 'snapshot', bytes: this.#whole() }
      : { kind: 'delta', bytes: Buffer.from(word) };
  }

  #nextSnapshot(summary?: Uint8Array): AppendInput {
    this.#words.push(`w${this.#words.length + 1}`);
    return snapshotOf(this.#whole(), summary);
  }

  #whole(): Uint8Array {
    return Buffer.from(this.text);
  }
}

function snapshotOf(bytes: Uint8Array, summary: Uint8Array | undefined): AppendInput {
  return { kind: 'snapshot', bytes, ...(summary === undefined ? {} : { summary }) };
}

/** The words of a session: those of its snapshot and those that its deltas add. */
export async function textOf(storage: SessionStorage, sequence?: number): Promise<string> {
  const loaded = sequence === undefined ? await storage.load() : await storage.loadAt(sequence);
  if (loaded === undefined) return '';
  return [loaded.snapshot, ...loaded.deltas]
    .map((bytes) => Buffer.from(bytes).toString())
    .join(' ');
}

/** The words that a session with so many checkpoints has. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, index) => `w${index + 1}`).join(' ');
}
