import { addFields, dropFields } from './added-fields.js';
import type { AddedField, FormatStep } from './format-step.js';

const adds: readonly AddedField[] = [{ where: 'metadata', key: 'app_id', initial: null }];

/** Whose data `app_blob` is. */
export const v3: FormatStep = {
  version: 3,
  since: '2014-03',
  change: 'The metadata name the application whose bytes they hold.',
  adds,
  upgrade: (session) => addFields(session, adds),
  downgrade: (session, context) => dropFields(session, adds, context),
};
