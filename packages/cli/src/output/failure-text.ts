import type { Failure } from '../failure.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from './command-line.js';

/** Tells what went wrong, the facts, and what to do next; the code is for looking it up. */
export function tellFailure(
  { terminal, program }: Pick<Invocation, 'terminal' | 'program'>,
  failure: Failure,
): void {
  const colors = terminal.messageColors;
  terminal.tell(
    `${colors.red(colors.bold('error:'))} ${failure.message} ${colors.dim(`[${failure.code}]`)}`,
  );
  for (const detail of failure.details) terminal.tell(`  ${detail}`);
  if (failure.advice !== undefined) terminal.tell(`${colors.cyan('next:')} ${failure.advice}`);
  if (failure.command !== undefined) {
    terminal.tell(`${colors.cyan('next:')} ${commandLine([...program, ...failure.command])}`);
  }
  if (failure.trace !== undefined) terminal.tell(colors.dim(failure.trace));
}
