import { type CheckedUnits, checkUnits, type UnitProblem } from '@plainbox/units';
import type { Command } from 'commander';
import type { CheckAnswer } from '../answers/check.js';
import { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { writeJson } from '../output/json.js';
import { count, oneLine } from '../output/text.js';

interface CheckOptions {
  readonly namespace?: string;
  readonly json?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  command
    .argument('<paths...>', 'job files (.pxu, .yaml, .json), or folders of them')
    .option('--namespace <ns>', 'the namespace that the ids get')
    .option('--json', 'as JSON: every unit, and every problem')
    .addHelpText(
      'after',
      `
Examples:
  plainbox check checks.pxu
  plainbox check units/ --namespace com.example.checks
  plainbox check units/ --json | jq -r '.units[] | select(.unit == "job").id'

Each problem is one line on stdout: file:line: field: what is wrong; what to do.
Exit code 9 if there is any, 0 if there is none.
`,
    )
    .action((paths: string[], options: CheckOptions) => check(paths, options, invocation));
}

async function check(
  paths: readonly string[],
  { namespace, json }: CheckOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  const checked = await checkUnits(paths, { namespace });
  if (json) {
    writeJson(terminal, answerOf(checked));
  } else {
    for (const problem of checked.problems) terminal.write(`${lineOf(problem)}\n`);
    tellSummary(checked, invocation);
  }
  invocation.exitCode = exitCodeOf(checked);
}

/** Nothing but a wrong path is another kind of failure: there was nothing to check. */
function exitCodeOf({ problems, files }: CheckedUnits): ExitCode {
  if (problems.length === 0) return ExitCode.done;
  const isNothingThere =
    files.length === 0 && problems.every(({ code }) => code === 'FILE_NOT_FOUND');
  return isNothingThere ? ExitCode.notFound : ExitCode.checkFoundProblems;
}

function lineOf({ file, line, field, message, hint }: UnitProblem): string {
  const subject = field === undefined ? '' : `${field}: `;
  return oneLine(`${file}:${line}: ${subject}${message}${hint === undefined ? '' : `; ${hint}`}`);
}

function tellSummary(
  { units, problems, files, foreign }: CheckedUnits,
  { terminal }: Invocation,
): void {
  const colors = terminal.messageColors;
  const looked = `${count(units.length, 'unit')} in ${count(files.length, 'file')}`;
  terminal.tell(
    problems.length === 0
      ? `${looked}: ${colors.green('nothing is wrong')}`
      : `${looked}: ${colors.red(count(problems.length, 'problem'))}`,
  );
  if (foreign.length === 0) return;
  const shown = foreign.slice(0, MAX_FOREIGN).map(oneLine).join(', ');
  const more = foreign.length > MAX_FOREIGN ? `, and ${foreign.length - MAX_FOREIGN} more` : '';
  terminal.tell(`not checked, as they are of other namespaces: ${shown}${more}`);
}

const MAX_FOREIGN = 10;

/** The published shape: fields that say nothing are null, and the way out is part of the message. */
function answerOf({ units, problems }: CheckedUnits): CheckAnswer {
  return {
    schema: 'plainbox-check/1',
    units,
    problems: problems.map(({ file, line, field, code, message, hint }) => ({
      file,
      line,
      field: field ?? null,
      code,
      message: hint === undefined ? message : `${message}; ${hint}`,
    })),
  };
}
