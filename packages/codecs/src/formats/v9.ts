import type { FormatStep } from './format-step.js';

/** The same data; only that plainbox no longer collects the system information in order to write it. */
export const v9: FormatStep = {
  version: 9,
  since: '2025-03',
  change: 'The same data; writing no longer makes plainbox collect the system information.',
  adds: [],
  upgrade: (session) => session,
  downgrade: (session) => session,
};
