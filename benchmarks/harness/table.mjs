import { stripVTControlCharacters, styleText } from 'node:util';
import { markdownTable } from 'markdown-table';

const PLAIN = !process.stdout.isTTY || 'NO_COLOR' in process.env;

/** Text in a style of `util.styleText`, or as it is where nobody sees styles. */
export function styled(style, text) {
  return PLAIN ? text : styleText(style, text);
}

/**
 * Prints rows as a Markdown table, the first row being its head and the first column left-aligned.
 *
 * @param {string} title
 * @param {readonly (readonly string[])[]} rows
 */
export function printTable(title, rows) {
  const align = rows[0].map((_, column) => (column === 0 ? 'l' : 'r'));
  const stringLength = (text) => stripVTControlCharacters(text).length;
  console.log(`\n${styled('bold', title)}\n\n${markdownTable(rows, { align, stringLength })}`);
}
