import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { plainChanges } from '../changes.mjs';
import { plainSession } from '../plain-session.mjs';

/** The whole session as JSON. Syncs the file, but not the folder after the rename. */
export function prepare({ folder, size }) {
  const document = plainSession(size);
  const { results } = document.session;
  const path = join(folder, 'session.json');
  return {
    before: plainChanges(size),
    run({ id, result }) {
      results[id] = [result];
      return writeFileAtomic(path, JSON.stringify(document));
    },
  };
}
