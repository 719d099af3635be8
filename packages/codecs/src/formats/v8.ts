import { addFields, dropFields } from './added-fields.js';
import type { AddedField, FormatStep } from './format-step.js';

const adds: readonly AddedField[] = [
  { where: 'session', key: 'system_information', initial: new Map() },
];

/** What is known of the machine. */
export const v8: FormatStep = {
  version: 8,
  since: '2024-01',
  change: 'What collectors found out about the machine is held beside the metadata.',
  adds,
  upgrade: (session) => addFields(session, adds),
  downgrade: (session, context) => dropFields(session, adds, context),
};
