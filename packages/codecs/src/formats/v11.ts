import { addFields, dropFields } from './added-fields.js';
import type { AddedField, FormatStep } from './format-step.js';

const adds: readonly AddedField[] = [
  { where: 'metadata', key: 'remaining_todo_jobs', initial: false },
];

/** Whether jobs are left to do. */
export const v11: FormatStep = {
  version: 11,
  since: '2026-06',
  change: 'The metadata tell whether jobs are left to do.',
  adds,
  upgrade: (session) => addFields(session, adds),
  downgrade: (session, context) => dropFields(session, adds, context),
};
