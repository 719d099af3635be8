import type { ExactJson } from '@plainbox/state';
import { MapView, type MemberScan } from './map-view.js';
import { SortedEntries } from './sorted-entries.js';

/** Reads a value of which it is known where it begins, and that it is sound. */
export interface DeferredReader {
  readDeferred(at: number, depth: number): ExactJson;
  scanDeferred<T, A>(at: number, read: MemberScan<T, A>, argument: A): T | undefined;
}

/**
 * A JSON object with many members, each of which is read from the text when it is asked for, and not kept. Of the results
 * of 100 000 jobs only those in hand take memory, and what a garbage collector finds dead costs it nothing.
 */
export class DeferredMap extends MapView {
  private readonly reader: DeferredReader;
  private readonly depth: number;
  /** Of strings and of what has members only where they begin; other scalars as they are. */
  private readonly members: SortedEntries<number | Scalar>;

  /** @param likelySize how many members there will probably be. */
  constructor(reader: DeferredReader, depth: number, likelySize: number) {
    super();
    this.reader = reader;
    this.depth = depth;
    this.members = new SortedEntries(likelySize);
  }

  setValue(key: string, value: ExactJson): void {
    this.members.set(key, typeof value === 'number' ? new BoxedNumber(value) : value);
  }

  setOffset(key: string, at: number): void {
    this.members.set(key, at);
  }

  get size(): number {
    return this.members.size;
  }

  get(key: string): ExactJson | undefined {
    const member = this.members.get(key);
    if (typeof member === 'number') return this.reader.readDeferred(member, this.depth);
    return member instanceof BoxedNumber ? member.value : member;
  }

  has(key: string): boolean {
    return this.members.get(key) !== undefined;
  }

  override scan<T, A>(key: string, read: MemberScan<T, A>, argument: A): T | undefined {
    const member = this.members.get(key);
    if (typeof member !== 'number') return undefined;
    return this.reader.scanDeferred(member, read, argument);
  }

  keys(): MapIterator<string> {
    return this.members.keys();
  }

  /** The keys, if they stand in their order; else none. */
  get keysInOrder(): readonly string[] {
    return this.members.keysInOrder;
  }

  override keyList(): readonly string[] {
    const inOrder = this.keysInOrder;
    return inOrder.length === this.size ? inOrder : super.keyList();
  }
}

/** A bare number is an offset, which 100 000 of them are, so one that is a value has a box. */
class BoxedNumber {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

type Scalar = Exclude<ExactJson, number> | BoxedNumber;
