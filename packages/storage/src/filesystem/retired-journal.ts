import { encodeBatch, lineLength } from './journal-format.js';

const LINE = { sequence: 0, bytes: Buffer.from('{"retired":true}') };

/**
 * Stands in the place of a journal where whole snapshots are saved instead: so that a journal that is missing is one
 * that was lost. It is sealed, as what a file system may leave of a journal, an empty file say, must not look like it.
 */
export const RETIRED_JOURNAL: Buffer = encodeBatch([LINE], lineLength(LINE));

export function isRetiredJournal(bytes: Buffer): boolean {
  return bytes.equals(RETIRED_JOURNAL);
}
