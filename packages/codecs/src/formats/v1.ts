import type { FormatStep } from './format-step.js';

/** Where the chain begins: jobs with their checksums, one result each, desired jobs, title, flags, running job. */
export const v1: FormatStep = {
  version: 1,
  since: '2013-08',
  change: 'Every job is listed with its checksum and exactly one result, run or not.',
  adds: [],
  upgrade: (session) => session,
  downgrade: (session) => session,
};
