import {
  createRedactor,
  NO_REDACTION,
  REPORT_FORMATS,
  type ReportFormat,
  secretsOf,
} from '@plainbox/reports';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { oneLine } from '../output/text.js';
import { writeFileWhole } from '../output/write-file-whole.js';
import type { PlaceOptions } from '../sessions/place.js';
import { reportOfSession } from '../sessions/report-of-session.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addPlaceOptions,
  addSessionArgument,
  addUnitsOptions,
  type UnitsOptions,
} from './options.js';

interface ExportOptions extends PlaceOptions, UnitsOptions {
  readonly format: readonly ReportFormat[];
  readonly output?: string;
  readonly secret: readonly string[];
  readonly redact: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addUnitsOptions(addPlaceOptions(addSessionArgument(command)))
    .addOption(
      new Option('-f, --format <formats>', 'the format, or several with commas')
        // Before the parser, which takes the place of its check: they are offered, and may be joined.
        .choices([...REPORT_FORMATS.keys()])
        .argParser(parseFormats)
        .default([...REPORT_FORMATS.values()].slice(0, 1), 'text'),
    )
    .option(
      '-o, --output <file>',
      'where to write; with several formats the beginning of the names',
    )
    .addOption(
      new Option(
        '--secret <name>',
        'also take out the values of variables, options and keys of this name',
      )
        .argParser((name: string, names: readonly string[]) => [...names, name])
        .default([], 'none'),
    )
    .option('--no-redact', 'leave secrets in')
    .addHelpText(
      'after',
      `
Any session can be exported, also one that runs, is damaged, or whose job files are gone; what the
report can't tell is told in its warnings.

Examples:
  plainbox export
  plainbox export latest -f junit -o results.xml
  plainbox export latest -f json,junit,tar -o nightly
`,
    )
    .action((session: string, options: ExportOptions) =>
      exportReports(session, options, invocation),
    );
}

async function exportReports(
  reference: string,
  options: ExportOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  const formats = options.format;
  checkOutput(options, invocation);
  await using session = await findSession(invocation, reference, options);
  const secretNames = new Set(options.secret.map((name) => name.toLowerCase()));
  const report = await reportOfSession(session, invocation, {
    ...options,
    redactor: options.redact
      ? createRedactor({
          values: secretsOf(invocation.env),
          isSecret: (name) => secretNames.has(name.toLowerCase()),
        })
      : NO_REDACTION,
  });
  for (const warning of report.warnings) terminal.tell(`warning: ${oneLine(warning)}`);
  const { output } = options;
  if (isStdout(output)) {
    for (const format of formats) {
      for await (const piece of format.write(report)) await terminal.writeBytes(piece);
    }
    return;
  }
  for (const format of formats) {
    const path = formats.length === 1 ? output : `${output}${format.extension}`;
    await writeFileWhole(path, format.write(report), invocation);
    terminal.tell(`wrote ${oneLine(path)}`);
  }
}

function parseFormats(text: string): readonly ReportFormat[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names)].map((name) => {
    const format = REPORT_FORMATS.get(name);
    if (format !== undefined) return format;
    throw new InvalidArgumentError(
      `There is no format '${name}': choose from ${[...REPORT_FORMATS.keys()].join(', ')}.`,
    );
  });
}

/** What the shell has opened goes on where it is: opened once more, a file would be written from its beginning. */
const STDOUT = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

function isStdout(output: string | undefined): output is undefined {
  return output === undefined || STDOUT.includes(output);
}

function checkOutput({ format, output }: ExportOptions, { terminal }: Invocation): void {
  if (!isStdout(output)) return;
  if (format.length > 1) {
    throw new CliError('USAGE', 'several formats cannot be written to one stream', {
      advice: 'say where with --output: each format adds its own ending',
    });
  }
  if (terminal.forEyes && format.some(({ id }) => id === 'tar')) {
    throw new CliError('USAGE', 'a tar is nothing for a terminal', {
      advice: 'say where with --output, or pipe it: plainbox export -f tar | tar -tz',
    });
  }
}
