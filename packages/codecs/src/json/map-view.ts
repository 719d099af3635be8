import type { ExactJson } from '@plainbox/state';
import type { JsonScanner } from './scanner.js';

/**
 * Reads a value that begins where the scanner stands, and that is known to be sound JSON; undefined if it isn't as expected. An
 * argument of its own spares whoever has many members a function for each.
 */
export type MemberScan<T, A> = (scanner: JsonScanner, argument: A) => T | undefined;

/** What a JSON object has to offer as a map, made of the little that its kinds differ in. */
export abstract class MapView implements ReadonlyMap<string, ExactJson> {
  abstract readonly size: number;
  abstract get(key: string): ExactJson | undefined;
  abstract has(key: string): boolean;
  abstract keys(): MapIterator<string>;

  *entries(): MapIterator<[string, ExactJson]> {
    for (const key of this.keys()) yield [key, this.get(key) as ExactJson];
  }

  *values(): MapIterator<ExactJson> {
    for (const key of this.keys()) yield this.get(key) as ExactJson;
  }

  forEach(
    visit: (value: ExactJson, key: string, map: ReadonlyMap<string, ExactJson>) => void,
  ): void {
    for (const key of this.keys()) visit(this.get(key) as ExactJson, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, ExactJson]> {
    return this.entries();
  }

  /** What a function makes of the text of a member, see {@link scanMember}. */
  scan<T, A>(_key: string, _read: MemberScan<T, A>, _argument: A): T | undefined {
    return undefined;
  }

  /** The keys as a list, which is not to be changed: there are kinds that have it at hand. */
  keyList(): readonly string[] {
    return [...this.keys()];
  }
}

/** The keys of a JSON object as a list, which is at hand already where there are many in their order. */
export function keysOf(map: ReadonlyMap<string, ExactJson>): readonly string[] {
  return map instanceof MapView ? map.keyList() : [...map.keys()];
}

/**
 * What a function makes of the text of a member, where the object has yet to read its members: so nothing has to be made of
 * them in between. Undefined where it has them already, and where the function can do nothing with the text.
 */
export function scanMember<T, A>(
  map: ReadonlyMap<string, ExactJson>,
  key: string,
  read: MemberScan<T, A>,
  argument: A,
): T | undefined {
  return map instanceof MapView ? map.scan(key, read, argument) : undefined;
}

/** Whether a member of a JSON object is this text; where it has yet to be read, no string is made of it if it is. */
export function hasText(map: ReadonlyMap<string, ExactJson>, key: string, text: string): boolean {
  return scanMember(map, key, takeText, text) ?? map.get(key) === text;
}

function takeText(scanner: JsonScanner, text: string): true | undefined {
  return scanner.takeString(text) || undefined;
}
