import type { Answer } from './answer.js';

/** What stands on stderr, in one line, when a command with `--json` or `--jsonl` fails. */
export interface ErrorAnswer extends Answer {
  readonly schema: 'plainbox-error/1';
  readonly error: {
    /** Stable name of what went wrong. */
    readonly code: string;
    /** What is wrong and why, for people. */
    readonly message: string;
    /** One fact each. */
    readonly details: readonly string[];
    /** What to do about it, in words. */
    readonly advice: string | null;
    /** The command to type next, ready for a shell. */
    readonly next: string | null;
    /** What the shell gets. */
    readonly exitCode: number;
    /** Only for what nobody foresaw: where it happened. */
    readonly trace: string | null;
  };
}
