import type { ExactJson } from '@plainbox/state';
import type { CorruptedSessionError } from '../errors.js';
import { limitExceeded, type ReadLimits } from '../limits.js';
import { DeferredMap, type DeferredReader } from './deferred-map.js';
import { JsonRecord } from './json-record.js';
import { KnownShapes } from './known-shapes.js';
import type { MemberScan } from './map-view.js';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './punctuation.js';
import { JsonScanner } from './scanner.js';
import { Shape } from './shape.js';

// Larger objects are keyed by ids and are not alike, so a shape would be of no use and hold them all.
const MAX_RECORD_KEYS = 16;
// What holds the items of a longer list is let go of.
const MAX_KEPT_PENDING = 1024;
// Strings behind so many members are only read when they are asked for: an object that large keeps the text in memory, as
// long as it is kept itself.
const MAX_READ_STRINGS = 128;
// Jobs without a result stand between those that have one.
const MAX_GUESSES = 4;

/**
 * Reads JSON as plainbox (Python) does, and loses nothing: the last of two equal keys wins, `NaN` and `Infinity` are
 * numbers, integers of any size are exact, and `1.0` is not `1`.
 *
 * Objects become maps, so that `__proto__` is a key like any other. All but the length of the text, which is its caller's
 * concern, is bounded here. All of the text is checked before this returns, but what large objects hold is only
 * made when it is asked for.
 *
 * @param shapes of texts that were read before and are like this one.
 */
export function readJson(
  bytes: Uint8Array,
  limits: ReadLimits,
  shapes: KnownShapes = new KnownShapes(),
): ExactJson {
  return readCountedJson(bytes, limits, shapes).json;
}

/** What was read, and of how many values it is made. */
export interface CountedJson {
  readonly json: ExactJson;
  readonly values: number;
}

/** The same, for whoever counts the values of several texts together. */
export function readCountedJson(
  bytes: Uint8Array,
  limits: ReadLimits,
  shapes: KnownShapes = new KnownShapes(),
): CountedJson {
  return new JsonReader(bytes, limits, shapes).readDocument();
}

const EMPTY = new JsonRecord(new Shape([]), []);

class JsonReader implements DeferredReader {
  private readonly scanner: JsonScanner;
  private readonly maxDepth: number;
  private readonly maxValues: number;
  /** How many values were read or passed over. */
  private values = 0;
  private readonly shapes: KnownShapes;
  /**
   * The items of the lists that are being read, inner ones behind outer ones. A list that grew by itself would have room for
   * sixteen items more, and most have one or three.
   */
  private readonly pending: ExactJson[] = [];
  private pendingTo = 0;
  /** What ends the lists and objects that are being passed over, inner ones behind outer ones. */
  private readonly closers: number[] = [];
  /** The keys of the last large object, or list of them, and how many of them were met in the one after it, or passed over. */
  private likelyKeys: readonly string[] = [];
  private likelyAt = 0;

  constructor(bytes: Uint8Array, limits: ReadLimits, shapes: KnownShapes) {
    this.shapes = shapes;
    this.scanner = new JsonScanner(bytes, limits, shapes.words);
    this.maxDepth = limits.maxDepth;
    this.maxValues = limits.maxValues;
  }

  readDocument(): CountedJson {
    const { scanner } = this;
    const json = this.readValue(0);
    scanner.peek();
    if (scanner.at < scanner.bytes.length) throw scanner.broken('text after the end of the value');
    return { json, values: this.values };
  }

  readDeferred(at: number, depth: number): ExactJson {
    this.scanner.at = at;
    // What it holds was counted when it was passed over.
    this.values = 0;
    this.pendingTo = 0;
    return this.readValue(depth);
  }

  scanDeferred<T, A>(at: number, read: MemberScan<T, A>, argument: A): T | undefined {
    this.scanner.at = at;
    return read(this.scanner, argument);
  }

  private readValue(depth: number): ExactJson {
    this.countValue();
    const unit = this.scanner.peek();
    if (unit === OPEN_BRACE) return this.readObject(this.deeper(depth));
    if (unit === OPEN_BRACKET) return this.readList(this.deeper(depth));
    return this.scanner.readScalar();
  }

  private countValue(): void {
    this.values += 1;
    if (this.values <= this.maxValues) return;
    throw limitExceeded('maxValues', this.maxValues, 'The session has too many values');
  }

  private deeper(depth: number): number {
    if (depth < this.maxDepth) return depth + 1;
    throw limitExceeded('maxDepth', this.maxDepth, 'The session is nested too deep');
  }

  private readList(depth: number): ExactJson[] {
    const { scanner, pending } = this;
    const from = this.pendingTo;
    let areKeys = true;
    scanner.at += 1;
    if (scanner.take(CLOSE_BRACKET)) return [];
    do {
      const item = this.readValue(depth);
      areKeys &&= typeof item === 'string';
      pending[this.pendingTo] = item;
      this.pendingTo += 1;
    } while (scanner.take(COMMA));
    if (!scanner.take(CLOSE_BRACKET)) throw this.expected("',' or ']'");
    const items = pending.slice(from, this.pendingTo);
    this.pendingTo = from;
    if (items.length > MAX_KEPT_PENDING) {
      pending.length = from;
      // A shorter one, as of mandatory jobs, stands between the jobs and their results, and has but a few of them.
      if (areKeys && items.length > this.likelyKeys.length) this.expectKeys(items as string[]);
    }
    return items;
  }

  private readObject(depth: number): ReadonlyMap<string, ExactJson> {
    const { scanner } = this;
    const likely = this.shapes.predicted(depth);
    if (likely === undefined) return this.readUnpredicted(depth, [], []);
    const { tokens } = likely;
    const cells = new Array<ExactJson>(tokens.length);
    for (let index = 0; index < tokens.length; index += 1) {
      if (!scanner.takeBytes(tokens[index] as Uint8Array)) {
        return this.readUnpredicted(depth, likely.keys.slice(0, index), cells.slice(0, index));
      }
      cells[index] = this.readValue(depth);
    }
    if (scanner.bytes[scanner.at] !== CLOSE_BRACE) {
      return this.readUnpredicted(depth, [...likely.keys], cells);
    }
    scanner.at += 1;
    return new JsonRecord(likely, cells);
  }

  /** Goes on with an object of which the given keys and values have been read. */
  private readUnpredicted(
    depth: number,
    keys: string[],
    cells: ExactJson[],
  ): ReadonlyMap<string, ExactJson> {
    const { scanner } = this;
    if (keys.length === 0) {
      scanner.at += 1;
      if (scanner.take(CLOSE_BRACE)) return EMPTY;
      this.readMember(depth, keys, cells);
    }
    while (scanner.take(COMMA)) {
      if (keys.length === MAX_RECORD_KEYS) return this.readLargeObject(depth, keys, cells);
      this.readMember(depth, keys, cells);
    }
    if (!scanner.take(CLOSE_BRACE)) throw this.expected("',' or '}'");
    return this.objectOf(depth, keys, cells);
  }

  private readMember(depth: number, keys: string[], cells: ExactJson[]): void {
    const key = this.readKey();
    const value = this.readValue(depth);
    const index = keys.indexOf(key);
    if (index >= 0) cells[index] = value;
    else cells[keys.push(key) - 1] = value;
  }

  /** An object of the kind of which a session has few, with as many members as there are jobs. */
  private readLargeObject(
    depth: number,
    keys: readonly string[],
    cells: readonly ExactJson[],
  ): ReadonlyMap<string, ExactJson> {
    const { scanner } = this;
    const members = new DeferredMap(this, depth, this.likelyKeys.length);
    for (const [index, key] of keys.entries()) members.setValue(key, cells[index] as ExactJson);
    do {
      const key = this.readLikelyKey();
      if (this.isToDefer(members)) {
        members.setOffset(key, scanner.at);
        this.skipValue(depth);
      } else {
        this.countValue();
        members.setValue(key, scanner.readScalar());
      }
    } while (scanner.take(COMMA));
    if (!scanner.take(CLOSE_BRACE)) throw this.expected("',' or '}'");
    this.expectKeys(members.keysInOrder);
    return members;
  }

  private isToDefer({ size }: DeferredMap): boolean {
    const unit = this.scanner.peek();
    if (unit === QUOTE) return size >= MAX_READ_STRINGS;
    return unit === OPEN_BRACE || unit === OPEN_BRACKET;
  }

  private expectKeys(keys: readonly string[]): void {
    this.likelyKeys = keys;
    this.likelyAt = 0;
  }

  /**
   * A key that is probably the next one of the large object or list before, since results stand in the order of their jobs.
   * Then it is the very same string, of which the hash is known and which needs no comparing.
   */
  private readLikelyKey(): string {
    const { scanner, likelyKeys } = this;
    this.checkKey();
    for (let tried = 0; tried < MAX_GUESSES; tried += 1) {
      const guess = likelyKeys[this.likelyAt];
      if (guess === undefined) break;
      this.likelyAt += 1;
      if (scanner.takeString(guess)) {
        if (!scanner.take(COLON)) throw this.expected("':'");
        return guess;
      }
    }
    return this.readKey();
  }

  /**
   * Goes behind a value and all that is in it. In one loop: of functions that call each other in turn the engine compiles each
   * with the others in it, which took half a megabyte more of a first resume.
   */
  private skipValue(depth: number): void {
    const { scanner, closers } = this;
    let open = 0;
    for (;;) {
      this.countValue();
      const unit = scanner.peek();
      if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
        this.deeper(depth + open);
        scanner.at += 1;
        const closer = unit === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
        if (!scanner.take(closer)) {
          closers[open] = closer;
          open += 1;
          if (closer === CLOSE_BRACE) this.skipKey();
          continue;
        }
      } else if (unit === QUOTE) scanner.skipString();
      else scanner.skipNumber();
      while (open > 0 && !scanner.take(COMMA)) {
        open -= 1;
        const closer = closers[open] as number;
        if (!scanner.take(closer)) throw this.expected(`',' or '${String.fromCharCode(closer)}'`);
      }
      if (open === 0) return;
      if (closers[open - 1] === CLOSE_BRACE) this.skipKey();
    }
  }

  private skipKey(): void {
    this.checkKey();
    this.scanner.skipString();
    if (!this.scanner.take(COLON)) throw this.expected("':'");
  }

  private readKey(): string {
    this.checkKey();
    const key = this.scanner.readString();
    if (!this.scanner.take(COLON)) throw this.expected("':'");
    return key;
  }

  private checkKey(): void {
    if (this.scanner.peek() !== QUOTE) throw this.expected('a key in quotes');
  }

  /** A record of a shape that others share; an object with unusual keys is a map, which writes any key. */
  private objectOf(
    depth: number,
    keys: readonly string[],
    cells: readonly ExactJson[],
  ): ReadonlyMap<string, ExactJson> {
    const shape = this.shapes.shapeOf(keys, depth);
    if (shape === undefined) {
      return new Map(keys.map((key, index) => [key, cells[index] as ExactJson]));
    }
    return new JsonRecord(shape, cells);
  }

  private expected(what: string): CorruptedSessionError {
    return this.scanner.broken(`expected ${what}`);
  }
}
