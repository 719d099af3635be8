import type { ExactJson, JobId } from '@plainbox/state';
import { keysOf, MapView, type MemberScan } from '../json/map-view.js';
import { PatchedMap } from '../json/patched-map.js';
import { SortedEntries } from '../json/sorted-entries.js';
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
  /** {@link more} in the order of the ids, once somebody is about to go through them. */
  private inOrder: SortedEntries<ExactJson[]> | undefined;

  constructor(base: JsonMap) {
    super();
    this.given = new PatchedMap(base);
  }

  get size(): number {
    this.putInOrder();
    return this.given.size;
  }

  get(id: JobId): ExactJson | undefined {
    const given = this.given.get(id);
    const more = (this.inOrder ?? this.more).get(id);
    if (more === undefined) return given;
    const before =
      given === undefined ? NO_RESULTS : checkValue(given, 'the results of', 'list', id);
    return [...before, ...more];
  }

  override scan<T, A>(id: JobId, read: MemberScan<T, A>, argument: A): T | undefined {
    return this.more.has(id) ? undefined : this.given.scan(id, read, argument);
  }

  has(id: JobId): boolean {
    return this.more.has(id) || this.given.has(id);
  }

  keys(): MapIterator<JobId> {
    this.putInOrder();
    return this.given.keys();
  }

  override keyList(): readonly JobId[] {
    this.putInOrder();
    return keysOf(this.given);
  }

  add(id: JobId, result: ExactJson): void {
    const more = this.more.get(id);
    if (more !== undefined) {
      more.push(result);
      return;
    }
    this.inOrder = undefined;
    this.more.set(id, [result]);
  }

  delete(id: JobId): void {
    this.inOrder = undefined;
    this.more.delete(id);
    this.given.delete(id);
  }

  /** Looked for one after the other in a hash table of thousands, each would be somewhere else in memory. */
  private putInOrder(): void {
    if (this.inOrder !== undefined) return;
    const inOrder = new SortedEntries<ExactJson[]>(this.more.size);
    for (const id of [...this.more.keys()].sort()) {
      inOrder.set(id, this.more.get(id) as ExactJson[]);
      if (!this.given.has(id)) this.given.set(id, NO_RESULTS);
    }
    this.inOrder = inOrder;
  }
}
