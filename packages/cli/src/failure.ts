import { CliError } from './errors.js';
import { ExitCode } from './exit-codes.js';
import type { Subject } from './invocation.js';

/** An error as it is told: what and why, the facts below it, what to do next, and the exit code. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details: readonly string[];
  /** In words. */
  readonly advice?: string | undefined;
  /** Without the program's own name. */
  readonly command?: readonly string[] | undefined;
  readonly exitCode: ExitCode;
  /** For what nobody foresaw: where it happened. */
  readonly trace?: string | undefined;
}

interface Meaning {
  readonly exitCode: ExitCode;
  /** In place of what the package says, which is for programs. */
  readonly message?: (error: Error) => string;
  readonly advice?: string;
  readonly command?: (subject: Subject) => readonly string[];
  /** What it means where nothing was to be written. */
  readonly whenReading?: Meaning;
}

const LIST = ({ place }: Subject): readonly string[] => ['ls', ...place];
const SHOW = ({ session }: Subject): readonly string[] => ['show', ...session];
const VERIFY = ({ session }: Subject): readonly string[] => ['verify', ...session];
const RERUN_CHANGED = ({ sessionToWrite, units }: Subject): readonly string[] => [
  ...['resume', ...sessionToWrite, ...units],
  ...['--on-changed', 'rerun'],
];

const PLACE: Meaning = {
  exitCode: ExitCode.storageFailed,
  advice: 'choose a place that can be written: --store DIR, or PLAINBOX_SESSION_REPOSITORY',
  whenReading: {
    exitCode: ExitCode.unreadable,
    advice: 'look at what lies there, and whose it is',
  },
};
const UNREADABLE: Meaning = { exitCode: ExitCode.unreadable, command: VERIFY };

const GONE_JOBS: Meaning = {
  exitCode: ExitCode.unreadable,
  advice: 'give the files that define them, or go on without: their results are set aside',
  command: RERUN_CHANGED,
};

/** What the codes of the packages below mean to the one who typed the command. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['NOT_FOUND', { exitCode: ExitCode.notFound, command: LIST }],
  ['SESSION_NOT_FOUND', { exitCode: ExitCode.notFound, command: LIST }],
  ['INVALID_ID', { exitCode: ExitCode.usage, command: LIST }],
  ['BAD_NAMESPACE', { exitCode: ExitCode.usage, advice: 'give one like --namespace com.example' }],
  [
    'BAD_PATTERN',
    { exitCode: ExitCode.usage, advice: 'mend the pattern: an id, or a regular expression' },
  ],
  [
    'LOCKED',
    {
      exitCode: ExitCode.locked,
      advice: 'wait for it to end, or stop it there',
      command: ({ session }) => ['watch', ...session],
    },
  ],
  ['LOCK_LOST', { exitCode: ExitCode.locked, command: SHOW }],
  ['CHANGED_BESIDE', { exitCode: ExitCode.locked, command: SHOW }],

  ['CORRUPTED_SESSION', UNREADABLE],
  ['INCOMPATIBLE_SESSION', UNREADABLE],
  ['BROKEN_REFERENCE', UNREADABLE],
  ['LIMIT_EXCEEDED', UNREADABLE],
  [
    'DAMAGED',
    {
      exitCode: ExitCode.unreadable,
      command: ({ session }) => ['repair', ...session, '--dry-run'],
    },
  ],
  ['TOO_LARGE', UNREADABLE],
  ['LOG_OUTSIDE_SESSION', UNREADABLE],
  ['LOG_MISSING', UNREADABLE],
  ['LOG_UNREADABLE', UNREADABLE],
  ['ENVELOPE_REFUSED', UNREADABLE],
  ['ENVELOPE_REQUIRED', UNREADABLE],
  ['ENVELOPE_UNAVAILABLE', UNREADABLE],
  ['KEY_UNAVAILABLE', UNREADABLE],

  [
    'INCOMPATIBLE_JOB',
    {
      exitCode: ExitCode.changedJobs,
      message: (error) =>
        `the definition of job '${jobOf(error)}' has changed since the session was saved`,
      advice: 'restore the definition, or say what becomes of the changed job: rerun, keep or skip',
      command: RERUN_CHANGED,
    },
  ],
  ['WOULD_LOSE_DATA', { exitCode: ExitCode.wouldLoseData }],
  ['UNREPRESENTABLE', { exitCode: ExitCode.wouldLoseData }],

  ['NO_SPACE', { exitCode: ExitCode.storageFailed, advice: 'make room there, then resume' }],
  ['IO_FAILED', PLACE],
  ['ACCESS_DENIED', PLACE],
  ['READ_ONLY_PLACE', PLACE],
  ['NOT_A_DIRECTORY', PLACE],
  ['UNSAFE_PATH', PLACE],
  [
    'TOO_MANY_FILES',
    { exitCode: ExitCode.storageFailed, advice: 'raise the limit: ulimit -n 4096' },
  ],
  ['VANISHED', { exitCode: ExitCode.storageFailed }],
  ['REMOVE_INCOMPLETE', { exitCode: ExitCode.storageFailed }],
  ['LOCATION_REQUIRED', UNREADABLE],
  ['INCOMPATIBLE_DATA', UNREADABLE],
  ['UNSUPPORTED', { exitCode: ExitCode.usage }],
  ['READ_ONLY', { exitCode: ExitCode.storageFailed }],
]);

/** Errors are recognised by `code`, not by class: two copies of a package may be loaded. */
export function describeFailure(error: unknown, subject: Subject): Failure {
  if (error instanceof CliError) return error;
  if (!(error instanceof Error)) return unexpected(new Error(String(error)));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const found = code === undefined ? undefined : MEANINGS.get(code);
  if (code === undefined || found === undefined) return unexpected(error);
  const hasGoneJobs = 'unknownJobs' in error && error.unknownJobs !== undefined;
  const meant = hasGoneJobs ? GONE_JOBS : found;
  const meaning = subject.isToBeWritten ? meant : (meant.whenReading ?? meant);
  const { message = () => error.message, advice, command, exitCode } = meaning;
  return {
    code,
    message: message(error),
    details: causes(error),
    exitCode,
    ...(advice === undefined ? {} : { advice }),
    ...(command === undefined ? {} : { command: command(subject) }),
  };
}

function jobOf(error: Error): string {
  return 'jobId' in error ? String(error.jobId) : '';
}

/** A command line that can't be understood. */
export function usageFailure(error: Error, help: readonly string[]): Failure {
  const [message = '', ...details] = error.message.replace(/^error: /, '').split('\n');
  return { code: 'USAGE', message, details, command: help, exitCode: ExitCode.usage };
}

function unexpected(error: Error): Failure {
  return {
    code: 'UNEXPECTED',
    message: `something went wrong that plainbox has no name for: ${error.message}`,
    details: causes(error),
    command: ['resume'],
    exitCode: ExitCode.unexpected,
    ...(error.stack === undefined ? {} : { trace: error.stack }),
  };
}

/** The chain of causes, as far as it says more than the message does. */
function causes(error: Error): string[] {
  const texts: string[] = [];
  let cause = error.cause;
  while (cause instanceof Error && texts.length < MAX_CAUSES) {
    if (!error.message.includes(cause.message)) texts.push(`because: ${cause.message}`);
    cause = cause.cause;
  }
  return texts;
}

const MAX_CAUSES = 5;
