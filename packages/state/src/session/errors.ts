import { StateError } from '../errors.js';
import { compareCodePoints } from '../exact-json/code-points.js';
import type { JobId } from '../job-id.js';

/** Jobs were to be removed that the run list still names. */
export class JobOnRunListError extends StateError {
  override readonly name: string = 'JobOnRunListError';
  /** Sorted by code point. */
  readonly jobIds: readonly JobId[];

  constructor(ids: readonly JobId[]) {
    const sorted = [...ids].sort(compareCodePoints);
    super(
      'JOB_ON_RUN_LIST',
      `jobs on the run list can't be removed: ${sorted.join(', ')}; desire others first, see updateDesiredJobs`,
    );
    this.jobIds = sorted;
  }
}
