import { ManagerError } from '../errors.js';
import type { ChangedJobJudge, ChangedJobPolicy, GoneJobPolicy } from './job-changes.js';

const CHANGED: readonly unknown[] = ['fail', 'rerun', 'keep', 'skip'] satisfies ChangedJobPolicy[];
const GONE: readonly unknown[] = ['fail', 'setAside'] satisfies GoneJobPolicy[];

/**
 * Refuses what is no policy: a slip of the pen must not let old results count for new definitions.
 *
 * @throws ManagerError `BAD_POLICY`.
 */
export function checkPolicies(options: {
  readonly onChangedJob?: ChangedJobPolicy | ChangedJobJudge | undefined;
  readonly onGoneJob?: GoneJobPolicy | undefined;
}): void {
  const { onChangedJob, onGoneJob } = options;
  if (onChangedJob !== undefined && typeof onChangedJob !== 'function') {
    checkOneOf('onChangedJob', onChangedJob, CHANGED);
  }
  if (onGoneJob !== undefined) checkOneOf('onGoneJob', onGoneJob, GONE);
}

/** @throws ManagerError `BAD_POLICY` for what a function decided that is no policy. */
export function checkDecision(decision: ChangedJobPolicy): void {
  checkOneOf('what onChangedJob returns', decision, CHANGED);
}

function checkOneOf(name: string, value: unknown, known: readonly unknown[]): void {
  if (known.includes(value)) return;
  const given = typeof value === 'string' ? JSON.stringify(value) : typeof value;
  throw new ManagerError('BAD_POLICY', `${name} is one of ${known.join(', ')}, and not ${given}`);
}
