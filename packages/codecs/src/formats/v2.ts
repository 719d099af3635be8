import { addFields, dropFields } from './added-fields.js';
import type { AddedField, FormatStep } from './format-step.js';

const adds: readonly AddedField[] = [{ where: 'metadata', key: 'app_blob', initial: '' }];

/** Data of an application, opaque to plainbox. */
export const v2: FormatStep = {
  version: 2,
  since: '2013-09',
  change: 'Bytes of the application are kept in the metadata.',
  adds,
  upgrade: (session) => addFields(session, adds),
  downgrade: (session, context) => dropFields(session, adds, context),
};
