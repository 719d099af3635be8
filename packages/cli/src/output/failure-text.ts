import type { ErrorAnswer } from '../answers/error.js';
import type { Failure } from '../failure.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from './command-line.js';
import { harmless, oneLine } from './text.js';

type Audience = Pick<Invocation, 'terminal' | 'program' | 'json'>;

/** Tells what went wrong, the facts, and what to do next; the code is for looking it up. */
export function tellFailure(audience: Audience, failure: Failure): void {
  if (audience.json) tellAsJson(audience, failure);
  else tellAsText(audience, failure);
}

function tellAsJson({ terminal, program }: Audience, failure: Failure): void {
  const { code, message, details, advice, command, exitCode, trace } = failure;
  const answer: ErrorAnswer = {
    schema: 'plainbox-error/1',
    error: {
      code,
      message,
      details,
      advice: advice ?? null,
      next: command === undefined ? null : commandLine([...program, ...command]),
      exitCode,
      trace: trace ?? null,
    },
  };
  terminal.tell(JSON.stringify(answer));
}

function tellAsText({ terminal, program }: Audience, failure: Failure): void {
  const colors = terminal.messageColors;
  terminal.tell(
    `${colors.red(colors.bold('error:'))} ${oneLine(failure.message)} ${colors.dim(`[${failure.code}]`)}`,
  );
  for (const detail of failure.details) terminal.tell(`  ${oneLine(detail)}`);
  if (failure.advice !== undefined) {
    terminal.tell(`${colors.cyan('next:')} ${oneLine(failure.advice)}`);
  }
  if (failure.command !== undefined) {
    terminal.tell(`${colors.cyan('next:')} ${commandLine([...program, ...failure.command])}`);
  }
  if (failure.trace !== undefined) terminal.tell(colors.dim(harmless(failure.trace)));
}
