import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';

/** `--yes` and `--dry-run` of a command that deletes or rewrites. */
export interface CautionOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Makes sure that somebody wants what can't be undone: `--yes` says so; without it the person at the
 * terminal is asked. True: do it.
 *
 * @param deed what will be done, as a question goes on after "Really": `remove 3 sessions (1.2 MB)`.
 */
export async function isConfirmed(
  invocation: Pick<Invocation, 'person' | 'terminal'>,
  { yes }: CautionOptions,
  deed: string,
): Promise<boolean> {
  if (yes) return true;
  if (invocation.person === undefined) {
    throw new CliError(
      'CONFIRMATION_NEEDED',
      `this would ${deed}, and nobody can be asked whether that is meant`,
      { advice: 'give --yes to do it, or --dry-run to see what it would do' },
    );
  }
  if (await invocation.person.confirm(`Really ${deed}?`)) return true;
  invocation.terminal.tell('nothing was changed');
  return false;
}
