import type { FormatStep } from './format-step.js';
import { listOnlyUsedJobs } from './listed-jobs.js';

/** While a session is being set up, every known job is listed. */
export const v10: FormatStep = {
  version: 10,
  since: '2025-09',
  change: 'Every known job is listed while the flag `setting_up` is set.',
  adds: [],
  upgrade: (session) => session,
  downgrade: listOnlyUsedJobs,
};
