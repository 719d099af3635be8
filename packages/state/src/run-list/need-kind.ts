import type { DependencyType } from './problems.js';

/** How a job needs another: by one of two fields, or for the records that it `requires`. */
export type NeedKind = Exclude<DependencyType, 'before'>;

/** The kinds by their codes. */
export const NEED_KINDS: readonly NeedKind[] = ['depends', 'after', 'resource'];

/** How many bits hold the code of a kind. */
export const KIND_BITS = 2;
/** The bits that hold it, where they are the lowest. */
export const KIND_MASK: number = (1 << KIND_BITS) - 1;
