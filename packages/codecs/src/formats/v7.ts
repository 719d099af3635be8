import { addFields, dropFields } from './added-fields.js';
import type { AddedField, FormatStep } from './format-step.js';

const adds: readonly AddedField[] = [
  { where: 'metadata', key: 'last_job_start_time', initial: null },
];

/** When the job that runs was started. */
export const v7: FormatStep = {
  version: 7,
  since: '2020-03',
  change: 'The metadata tell when the last job was started.',
  adds,
  upgrade: (session) => addFields(session, adds),
  downgrade: (session, context) => dropFields(session, adds, context),
};
