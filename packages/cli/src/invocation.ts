import type { ExitCode } from './exit-codes.js';
import type { Person } from './output/person.js';
import type { Terminal } from './output/terminal.js';

/** What a call turned out to be about: errors tell what to do next in the same words. */
export interface Subject {
  /** The words that name the place where sessions lie. */
  place: readonly string[];
  /** The words that name the session, once one was found. */
  session: readonly string[];
  /** The same for a command that changes it. */
  sessionToWrite: readonly string[];
  /** The words that name the files of its jobs, where they were given. */
  units: readonly string[];
  /** Something there was to be written. */
  isToBeWritten: boolean;
}

/** One call of the program, as a command sees it: what is outside comes in here and nowhere else. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The words that call this program, so that commands it prints can be pasted as they stand. */
  readonly program: readonly string[];
  /** The same by absolute paths: the program and its first arguments, for whoever starts it elsewhere. */
  readonly executable: readonly [program: string, ...words: string[]];
  /** A program reads the answer (`--json`, `--jsonl`): errors are told as JSON as well. */
  readonly json: boolean;
  /** Who can be asked; undefined off a terminal, in CI, and with `--no-input`. */
  readonly person: Person | undefined;
  readonly subject: Subject;
  /** What the shell will get; `done` unless a command says otherwise. */
  exitCode: ExitCode;
}
