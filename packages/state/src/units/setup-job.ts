import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList, isExactMap } from '../exact-json/exact-json.js';
import { strip } from '../python-text/white-space.js';
import { JobDefinition } from './job-definition.js';

/** A value that the machine's manifest must have before a setup job may run. */
export interface ManifestRequirement {
  /** The full id of the entry. */
  readonly id: string;
  /** What it must say; an entry that is missing says `false`. */
  readonly value: ExactJson;
}

/** A job (`unit: setup_job`) that prepares the machine, if the manifest says that it applies. */
export class SetupJob extends JobDefinition {
  /** What the manifest must say, in the order written. */
  get requiresManifest(): readonly ManifestRequirement[] {
    const value = this.value('requires_manifest');
    const items = isExactList(value) ? value : typeof value === 'string' ? [value] : [];
    return items.flatMap((item) => this.#requirements(item));
  }

  /** `id` stands for “is true”, `{id: value}` for itself. */
  #requirements(item: ExactJson): ManifestRequirement[] {
    if (typeof item === 'string') return [{ id: this.qualify(strip(item)), value: true }];
    if (!isExactMap(item)) return [];
    return [...item].map(([id, value]) => ({ id: this.qualify(id), value }));
  }
}
