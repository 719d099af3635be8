import type { ExactJson } from '@plainbox/state';
import { keysOf, MapView, type MemberScan, scanMember } from './map-view.js';

/**
 * A JSON object with members set and taken out, over one that stays as it is: changing a few of 100 000 members neither reads
 * nor copies the others.
 */
export class PatchedMap extends MapView {
  private readonly base: ReadonlyMap<string, ExactJson>;
  /** What was set, and `undefined` for what the base has and was taken out. */
  private readonly own = new Map<string, ExactJson | undefined>();
  /** Keys of {@link own} that the base doesn't have. */
  private readonly added = new Set<string>();
  /** How many of the base's keys were taken out. */
  private gone = 0;

  constructor(base: ReadonlyMap<string, ExactJson>) {
    super();
    this.base = base;
  }

  get size(): number {
    return this.base.size + this.added.size - this.gone;
  }

  get(key: string): ExactJson | undefined {
    return this.isPatched(key) ? this.own.get(key) : this.base.get(key);
  }

  has(key: string): boolean {
    return this.isPatched(key) ? this.own.get(key) !== undefined : this.base.has(key);
  }

  override scan<T, A>(key: string, read: MemberScan<T, A>, argument: A): T | undefined {
    return this.isPatched(key) ? undefined : scanMember(this.base, key, read, argument);
  }

  *keys(): MapIterator<string> {
    for (const key of this.base.keys()) if (this.has(key)) yield key;
    yield* this.added;
  }

  override keyList(): readonly string[] {
    return this.added.size + this.gone === 0 ? keysOf(this.base) : super.keyList();
  }

  set(key: string, value: ExactJson): void {
    if (!this.isPatched(key)) {
      if (!this.base.has(key)) this.added.add(key);
    } else if (this.own.get(key) === undefined) this.gone -= 1;
    this.own.set(key, value);
  }

  delete(key: string): void {
    if (!this.has(key)) return;
    if (this.added.delete(key)) this.own.delete(key);
    else {
      this.own.set(key, undefined);
      this.gone += 1;
    }
  }

  /** Without patches there is nothing to look for, which whoever asks for 100 000 members in turn is spared. */
  private isPatched(key: string): boolean {
    return this.own.size > 0 && this.own.has(key);
  }
}
