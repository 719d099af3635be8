/**
 * What goes on with a session by itself:
 *
 * - `systemd`: a service of the user's own systemd, started with it: at boot where the user lingers, else at login.
 * - `xdg`: an entry in the autostart folder, started in a terminal when the user's desktop comes up.
 */
export type AutoresumeMethod = 'systemd' | 'xdg';

/** A session, and the command that goes on with it. */
export interface SessionToResume {
  readonly id: string;
  /** The session's folder: with another one it is another session. */
  readonly location: string;
  /** The program, by its absolute path, and its arguments. */
  readonly command: readonly [program: string, ...words: string[]];
  /** The folder that the command starts in. */
  readonly workingDirectory: string;
  /** Value of `PATH` for the command: a service has hardly any of its own. */
  readonly path?: string | undefined;
}

/** A session that goes on by itself. */
export interface ArmedSession extends SessionToResume {
  readonly method: AutoresumeMethod;
  /** The file that says so. */
  readonly file: string;
}

/** A kind of file by which something is started, of which there is one for each armed session. */
export interface AutoresumeFiles {
  readonly method: AutoresumeMethod;
  /** Below the user's folder for configuration. */
  readonly folder: string;
  readonly extension: string;
  /** Links beside the file, from their paths to where they lead; both in the same folder. */
  links(name: string): ReadonlyMap<string, string>;
  write(session: SessionToResume): string;
}

const NOTE = 'Session=';

/** The session as a line of a file, under a key that nobody else reads. {@link readNote} is the inverse. */
export function writeNote(prefix: string, session: SessionToResume): string {
  return `${prefix}${NOTE}${JSON.stringify(session)}`;
}

/** The session that a file is about; undefined in files that are not ours. */
export function readNote(text: string): SessionToResume | undefined {
  const line = text.split('\n').find((each) => /^(?:X-Plainbox-)?Session=\{/.test(each));
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line.slice(line.indexOf(NOTE) + NOTE.length)) as SessionToResume;
  } catch {
    return undefined; // Somebody has edited it.
  }
}
