import type { ExactJson } from '@plainbox/state';

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

  /** The keys as a list, which is not to be changed: there are kinds that have it at hand. */
  keyList(): readonly string[] {
    return [...this.keys()];
  }
}

/** The keys of a JSON object as a list, which is at hand already where there are many in their order. */
export function keysOf(map: ReadonlyMap<string, ExactJson>): readonly string[] {
  return map instanceof MapView ? map.keyList() : [...map.keys()];
}
