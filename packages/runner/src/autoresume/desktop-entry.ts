import { type AutoresumeFiles, type SessionToResume, writeNote } from './armed-session.js';

/**
 * Entries of the autostart folder: https://specifications.freedesktop.org/autostart-spec and
 * https://specifications.freedesktop.org/desktop-entry-spec.
 */
export const desktopEntries: AutoresumeFiles = {
  method: 'xdg',
  folder: 'autostart',
  extension: '.desktop',
  links: () => new Map(),
  write: (session) => `${entryLines(session).join('\n')}\n`,
};

function entryLines(session: SessionToResume): string[] {
  const { id, workingDirectory, path, command } = session;
  const withPath = path === undefined ? command : ['/usr/bin/env', `PATH=${path}`, ...command];
  return [
    '# Made by "plainbox autoresume arm"; "plainbox autoresume disarm" removes it.',
    '[Desktop Entry]',
    'Type=Application',
    `Name=${escapeString(`Go on with the plainbox session ${id}`)}`,
    `Exec=${escapeString(withPath.map(quote).join(' '))}`,
    `Path=${escapeString(workingDirectory)}`,
    // Where jobs that need a person can ask.
    'Terminal=true',
    'X-GNOME-Autostart-enabled=true',
    writeNote('X-Plainbox-', session),
  ];
}

/** One argument of `Exec`: in quotes, with what they leave special escaped, and `%`, which begins a field code. */
function quote(word: string): string {
  return `"${word.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}

/** A value of type string: undone before `Exec` is taken apart. A space at its end might be cut off. */
function escapeString(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replace(/ $/, '\\s');
}
