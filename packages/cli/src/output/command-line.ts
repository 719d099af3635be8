import { basename, relative } from 'node:path';

const HARMLESS = /^[\w@%+=:,./~-]+$/;

/** A command that can be pasted into a POSIX shell as it stands. */
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
  return HARMLESS.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
