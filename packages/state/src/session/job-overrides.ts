import { StateError } from '../errors.js';

/** Fields of a job that may be replaced for one session, as test plans do. */
export interface JobOverrides {
  /** In place of the job's `category_id`; with its namespace. */
  readonly categoryId?: string;
  /** In place of the job's `certification-status`. */
  readonly certificationStatus?: string;
  /** In place of the job's `auto-retry`. */
  readonly autoRetry?: string;
}

const OVERRIDABLE: ReadonlySet<string> = new Set<keyof JobOverrides>([
  'categoryId',
  'certificationStatus',
  'autoRetry',
]);

/** Lays overrides over earlier ones; what the new ones leave out stays. Refuses fields that can't be overridden. */
export function mergeOverrides(earlier: JobOverrides, later: JobOverrides): JobOverrides {
  for (const [field, value] of Object.entries(later)) {
    if (!OVERRIDABLE.has(field)) {
      throw new StateError(
        'BAD_OVERRIDE',
        `field ${field} can't be overridden; these can: ${[...OVERRIDABLE].join(', ')}`,
      );
    }
    if (typeof value !== 'string') {
      throw new StateError('BAD_OVERRIDE', `the override of ${field} has to be text`);
    }
  }
  return { ...earlier, ...later };
}
