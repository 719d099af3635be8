import { linesAtNewline } from '../../python-text/lines.js';
import { isBlank, strip } from '../../python-text/white-space.js';

const INDENT = /^[ \t]*/;

/**
 * What a raw value means: in a value of several lines a lone dot stands for an empty line and common indentation
 * is taken off; white space at both ends always is.
 */
export function normaliseFieldValue(raw: string): string {
  const firstEnd = raw.indexOf('\n');
  const hasManyLines = firstEnd !== -1 && raw.indexOf('\n', firstEnd + 1) !== -1;
  return strip(hasManyLines ? dedent(linesAtNewline(raw).map(dropLoneDot)).join('') : raw);
}

function dropLoneDot(line: string): string {
  const end = line.endsWith('\n') ? line.length - 1 : line.length;
  const dot = end - 1;
  if (line[dot] !== '.' || !isBlank(line.slice(0, dot))) return line;
  return line.slice(0, dot) + line.slice(end);
}

/** Takes off the longest run of spaces and tabs that all lines with more in them begin with. */
function dedent(lines: readonly string[]): string[] {
  let margin: string | undefined;
  const bodies = lines.map((line) => (/^[ \t]*\n?$/.test(line) ? line.replace(INDENT, '') : line));
  for (const line of bodies) {
    if (line === '' || line === '\n') continue;
    const indent = INDENT.exec(line)?.[0] ?? '';
    margin = margin === undefined ? indent : commonStart(margin, indent);
  }
  if (!margin) return bodies;
  const { length } = margin;
  return bodies.map((line) => (line === '' || line === '\n' ? line : line.slice(length)));
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
