import { basename, relative } from 'node:path';

const HARMLESS = /^[\w@%+=:,./~-]+$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

const CONTROLS = new RegExp(CONTROL, 'g');

/** A command that can be pasted into a shell as it stands: any POSIX shell, unless it holds control characters. */
export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(' ');
}

/** The words that call this program again from the present folder: `plainbox`, or Node with our file. */
export function programWords(script: string | undefined, cwd: string): readonly string[] {
  if (script === undefined || basename(script) === 'plainbox') return ['plainbox'];
  const path = relative(cwd, script);
  return ['node', path.startsWith('..') ? script : path];
}

function quote(word: string): string {
  if (CONTROL.test(word)) return `$'${word.replace(/[\\']/g, '\\$&').replace(CONTROLS, bytesOf)}'`;
  return HARMLESS.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A shell takes bytes, of which some control characters have two. */
function bytesOf(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}
