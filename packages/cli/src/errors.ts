import { ExitCode } from './exit-codes.js';

/** What the command line itself refuses. The packages below have codes of their own. */
export type CliErrorCode =
  | 'AMBIGUOUS_DEVICE'
  | 'AMBIGUOUS_SESSION'
  | 'BAD_CONFIG'
  | 'BAD_EDIT'
  | 'BROKEN_JOB_FILE'
  | 'CONFIRMATION_NEEDED'
  | 'DEVICE_NOT_FOUND'
  | 'EDITOR_FAILED'
  | 'JOB_FILE_NOT_FOUND'
  | 'JOB_NOT_FOUND'
  | 'NO_JOBS'
  | 'NO_JOB_FILES_RECORDED'
  | 'NO_SESSION'
  | 'NOT_REPAIRABLE'
  | 'NOTHING_SAVED'
  | 'NOT_ARMED'
  | 'NOTHING_TO_DO'
  | 'OUTPUT_FAILED'
  | 'READ_ONLY_STORE'
  | 'REMOVED_IN_PART'
  | 'RUN_LIST_PROBLEM'
  | 'SESSION_NOT_FOUND'
  | 'USAGE'
  | 'WOULD_LOSE_DATA';

const EXIT_CODES: Readonly<Record<CliErrorCode, ExitCode>> = {
  AMBIGUOUS_DEVICE: ExitCode.notFound,
  AMBIGUOUS_SESSION: ExitCode.notFound,
  BAD_CONFIG: ExitCode.usage,
  BAD_EDIT: ExitCode.usage,
  BROKEN_JOB_FILE: ExitCode.checkFoundProblems,
  CONFIRMATION_NEEDED: ExitCode.usage,
  DEVICE_NOT_FOUND: ExitCode.notFound,
  EDITOR_FAILED: ExitCode.unexpected,
  JOB_FILE_NOT_FOUND: ExitCode.notFound,
  JOB_NOT_FOUND: ExitCode.notFound,
  NO_JOBS: ExitCode.nothingToDo,
  NO_JOB_FILES_RECORDED: ExitCode.usage,
  NO_SESSION: ExitCode.notFound,
  NOT_REPAIRABLE: ExitCode.unreadable,
  NOTHING_SAVED: ExitCode.nothingToDo,
  NOT_ARMED: ExitCode.nothingToDo,
  NOTHING_TO_DO: ExitCode.nothingToDo,
  OUTPUT_FAILED: ExitCode.storageFailed,
  READ_ONLY_STORE: ExitCode.usage,
  REMOVED_IN_PART: ExitCode.storageFailed,
  RUN_LIST_PROBLEM: ExitCode.checkFoundProblems,
  SESSION_NOT_FOUND: ExitCode.notFound,
  USAGE: ExitCode.usage,
  WOULD_LOSE_DATA: ExitCode.wouldLoseData,
};

interface CliErrorOptions extends ErrorOptions {
  /** Lines below the message, one fact each (`file:line: …`). */
  readonly details?: readonly string[];
  /** What to do about it, in words. */
  readonly advice?: string;
  /** The command to type next, without the program's own name. */
  readonly command?: readonly string[];
}

/** An error that already knows what, why and what to type next. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;
  readonly details: readonly string[];
  readonly advice: string | undefined;
  readonly command: readonly string[] | undefined;

  constructor(code: CliErrorCode, message: string, options: CliErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.exitCode = EXIT_CODES[code];
    this.details = options.details ?? [];
    this.advice = options.advice;
    this.command = options.command;
  }
}
