import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList, isExactMap } from '../exact-json/exact-json.js';
import { strip } from '../python-text/white-space.js';
import { FieldError } from './errors.js';
import { JobDefinition } from './job-definition.js';

/** A value that the machine's manifest must have before a setup job may run. */
export interface ManifestRequirement {
  /** The full id of the entry. */
  readonly id: string;
  /** What it must say; an entry that is missing says `false`. */
  readonly value: ExactJson;
}

const NO_REQUIREMENTS: readonly ManifestRequirement[] = Object.freeze([]);

/** A job (`unit: setup_job`) that prepares the machine, if the manifest says that it applies. */
export class SetupJob extends JobDefinition {
  /** What the manifest must say, in the order written. Throws FieldError where the field can't be read. */
  get requiresManifest(): readonly ManifestRequirement[] {
    const value = this.value('requires_manifest');
    if (value === undefined) return NO_REQUIREMENTS;
    const items = isExactList(value) ? value : [value];
    if (isExactMap(value) || !items.every(isRequirement)) {
      throw new FieldError('requires_manifest', 'is neither text nor a list of texts and maps');
    }
    return items.flatMap((item) => this.#requirements(item));
  }

  /** `id` stands for “is true”, `{id: value}` for itself. */
  #requirements(item: string | ReadonlyMap<string, ExactJson>): ManifestRequirement[] {
    if (typeof item === 'string') return [{ id: this.qualify(strip(item)), value: true }];
    return [...item].map(([id, value]) => ({ id: this.qualify(id), value }));
  }
}

function isRequirement(item: ExactJson): item is string | ReadonlyMap<string, ExactJson> {
  return typeof item === 'string' || isExactMap(item);
}
