import type { ExactJson, JobId } from '@plainbox/state';
import { keysOf, MapView } from '../json/map-view.js';
import { PatchedMap } from '../json/patched-map.js';
import { checkValue } from '../representation/field.js';
import type { JsonMap } from '../representation/session-representation.js';

const NO_RESULTS: readonly ExactJson[] = [];

/**
 * The results of jobs, with more behind those of a base, which are neither read nor copied before somebody asks for a job's:
 * what is read earlier, and kept, takes more of a garbage collector's time than reading it does.
 */
export class GrownHistories extends MapView {
  private readonly given: PatchedMap;
  private readonly more = new Map<JobId, ExactJson[]>();

  constructor(base: JsonMap) {
    super();
    this.given = new PatchedMap(base);
  }

  get size(): number {
    return this.given.size;
  }

  get(id: JobId): ExactJson | undefined {
    const given = this.given.get(id);
    const more = this.more.get(id);
    return more === undefined ? given : [...checkValue(given, `'${id}'`, 'list'), ...more];
  }

  has(id: JobId): boolean {
    return this.given.has(id);
  }

  keys(): MapIterator<JobId> {
    return this.given.keys();
  }

  override keyList(): readonly JobId[] {
    return keysOf(this.given);
  }

  add(id: JobId, result: ExactJson): void {
    const more = this.more.get(id);
    if (more !== undefined) {
      more.push(result);
      return;
    }
    this.more.set(id, [result]);
    if (!this.given.has(id)) this.given.set(id, NO_RESULTS);
  }

  delete(id: JobId): void {
    this.more.delete(id);
    this.given.delete(id);
  }
}
