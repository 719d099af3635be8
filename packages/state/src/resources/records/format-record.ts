/** A value to write: a line, lines in one text, or lines as a list. */
export type RecordValue = string | readonly string[];

/**
 * Writes one record as text that `parseRecords` reads, the empty line behind it included.
 *
 * As in plainbox, not everything comes back: white space at the ends of a value is lost, and so is the difference
 * between the lines `.` and `..`.
 */
export function formatRecord(
  record: ReadonlyMap<string, RecordValue> | { readonly [field: string]: RecordValue },
): string {
  const entries = record instanceof Map ? record : Object.entries(record);
  let text = '';
  for (const [field, value] of entries as Iterable<[string, RecordValue]>) {
    text += formatField(field, value);
  }
  return `${text}\n`;
}

function formatField(field: string, value: RecordValue): string {
  if (typeof value === 'string' && !value.includes('\n')) return `${field}: ${value}\n`;
  const lines = typeof value === 'string' ? value.replace(/\n$/, '').split('\n') : value;
  return `${field}:\n${lines.map((line) => ` ${escapeLine(line)}\n`).join('')}`;
}

function escapeLine(line: string): string {
  if (line === '') return '.';
  return line === '.' ? '..' : line;
}
