import { type AutoresumeFiles, type SessionToResume, writeNote } from './armed-session.js';

/** Exit codes of `resume` that are no failure of the service: nothing to do, stopped or waiting, jobs failed. */
const NO_FAILURE = '4 10 100';

/** Services of the user's systemd, as systemd.unit(5), systemd.service(5) and systemd.syntax(7) have them. */
export const systemdUnits: AutoresumeFiles = {
  method: 'systemd',
  folder: 'systemd/user',
  extension: '.service',
  // What `systemctl --user enable` would make.
  links: (name) => new Map([[`default.target.wants/${name}`, `../${name}`]]),
  write: (session) => `${unitLines(session).join('\n')}\n`,
};

function unitLines(session: SessionToResume): string[] {
  const { id, workingDirectory, path } = session;
  return [
    '# Made by "plainbox autoresume arm"; "plainbox autoresume disarm" removes it.',
    '[Unit]',
    `Description=Go on with the plainbox session ${percent(id)}`,
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${commandText(session.command)}`,
    `WorkingDirectory=${folderText(workingDirectory)}`,
    ...(path === undefined ? [] : [`Environment=${quote(`PATH=${path}`)}`]),
    `SuccessExitStatus=${NO_FAILURE}`,
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
    '[X-Plainbox]',
    writeNote('', session),
  ];
}

/** Not in quotes: a backslash at its end would join the next line to it, and white space there would be cut off. */
function folderText(folder: string): string {
  return percent(/[\\\s]$/.test(folder) ? `${folder}/` : folder);
}

/** Quotes and backslashes, which systemd wants in no path of a program, however they are written. */
const REFUSED_IN_PROGRAM = /["'\\\p{Cc}]/u;

/** Variables are put into the arguments, and not into the path of the program. */
function commandText(command: SessionToResume['command']): string {
  const [program, ...words] = REFUSED_IN_PROGRAM.test(command[0])
    ? ['/bin/sh', '-c', 'exec "$0" "$@"', ...command]
    : command;
  return [quote(program), ...words.map((word) => quote(word.replaceAll('$', '$$$$')))].join(' ');
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** One word, whatever is in it. */
function quote(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it escapes
  const escaped = word.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return ESCAPES.get(character) ?? `\\x${code}`;
  });
  return `"${percent(escaped)}"`;
}

/** `%` begins what systemd calls a specifier. */
function percent(text: string): string {
  return text.replaceAll('%', '%%');
}
