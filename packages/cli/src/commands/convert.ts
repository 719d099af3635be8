import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ConvertAnswer, FormatLoss } from '../answers/convert.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { type CautionOptions, isConfirmed } from '../output/confirmation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import { count, oneLine } from '../output/text.js';
import { writeFileWhole } from '../output/write-file-whole.js';
import { type Conversion, convertNamed, VERSIONS } from '../sessions/convert-session.js';
import type { PlaceOptions } from '../sessions/place.js';
import { findSession, type NamedSession } from '../sessions/session-reference.js';
import {
  addCautionOptions,
  addJsonOption,
  addSessionArgument,
  addUnitsOptions,
  addWritablePlaceOptions,
  type JsonOption,
  type UnitsOptions,
} from './options.js';

interface ConvertOptions extends PlaceOptions, UnitsOptions, CautionOptions, JsonOption {
  readonly to: number;
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly allowLoss?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addUnitsOptions(addWritablePlaceOptions(addSessionArgument(command)))
    .addOption(
      new Option('--to <version>', 'the format to write')
        // Before the parser, which takes the place of its check: a bare number will do too.
        .choices(VERSIONS.map((version) => `v${version}`))
        .argParser(parseVersion)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('-o, --output <file>', 'write it to a file, and leave the session').conflicts(
        'inPlace',
      ),
    )
    .option('--in-place', 'write it into the session itself')
    .option('--allow-loss', 'leave out what the format cannot hold');
  addJsonOption(addCautionOptions(command))
    .addHelpText(
      'after',
      `
Examples:
  plainbox convert latest --to v5 --dry-run        what an older plainbox would not get
  plainbox convert latest --to v8 -o session --allow-loss
  plainbox convert latest --to v11 --in-place --yes

What is written is the file 'session' of a plainbox session folder. Logs stay where they are.
In a pipe: what is lost as tab-separated version, place in the session, and what it is.
`,
    )
    .action((reference: string, options: ConvertOptions) =>
      convert(reference, options, invocation),
    );
}

async function convert(
  reference: string,
  options: ConvertOptions,
  invocation: Invocation,
): Promise<void> {
  const { to, inPlace = false, output, dryRun = false } = options;
  if (output === undefined && !inPlace && !dryRun) {
    throw new CliError('USAGE', 'where is it to be written?', {
      advice: 'give -o FILE, --in-place, or --dry-run to see only what would be lost',
    });
  }
  if (output !== undefined && ['-', '/dev/stdout'].includes(output)) {
    throw new CliError('USAGE', 'a session is not written to stdout, where the losses are told', {
      advice: 'give -o FILE; ./- is a file of that name',
    });
  }
  await using session = await findSession(invocation, reference, options);
  if (inPlace) session.place.checkWritable();
  // Taken before it is read: nothing may come between.
  await using target = inPlace && !dryRun ? await session.openToWrite() : undefined;
  const conversion = await convertNamed(session, to, invocation, options);
  const { from, bytes, losses, withoutJobs } = conversion;
  if (withoutJobs !== undefined) {
    invocation.terminal.tell(
      `converted as it is stored, without its jobs: ${oneLine(withoutJobs)}`,
    );
  }
  if (inPlace && from === to) {
    throw new CliError('NOTHING_TO_DO', `session ${session.id} is in format ${to} already`);
  }
  if (losses.length > 0 && !options.allowLoss && !dryRun) {
    answer(session, conversion, null, options, invocation);
    throw new CliError(
      'WOULD_LOSE_DATA',
      `format ${to} cannot hold all of session ${session.id}: ${count(losses.length, 'loss', 'losses')}`,
      { advice: 'give --allow-loss to leave that out, or choose a newer format' },
    );
  }
  if (target !== undefined) {
    const deed = `rewrite ${session.id} in format ${to} instead of ${from}`;
    if (!(await isConfirmed(invocation, options, deed))) return;
    await target.append({ kind: 'snapshot', bytes });
  } else if (output !== undefined && !dryRun) {
    await writeFileWhole(output, [bytes], invocation);
  }
  const written = dryRun ? null : (output ?? conversion.location);
  answer(session, conversion, written, options, invocation);
}

function answer(
  { id }: NamedSession,
  { location, from, losses, withoutJobs }: Conversion,
  output: string | null,
  { to, json }: ConvertOptions,
  { terminal }: Invocation,
): void {
  if (json) {
    writeJson<ConvertAnswer>(terminal, {
      schema: 'plainbox-convert/1',
      id,
      location,
      from,
      to,
      jobsKnown: withoutJobs === undefined,
      output,
      losses,
    });
    return;
  }
  if (losses.length > 0) writeTable(terminal, COLUMNS, losses);
  const lost = losses.length === 0 ? 'nothing is lost' : `${count(losses.length, 'thing')} lost`;
  terminal.tell(
    output === null
      ? `format ${from} → ${to}: ${lost}; nothing was written`
      : `format ${from} → ${to}: ${lost}; wrote ${oneLine(String(output))}`,
  );
}

const COLUMNS: readonly Column<FormatLoss>[] = [
  { title: 'format', value: ({ version }) => String(version), align: 'right' },
  { title: 'where', value: ({ path }) => path.join('/') },
  { title: 'lost', value: ({ what }) => what },
];

function parseVersion(text: string): number {
  const version = Number(/^v?(\d{1,2})$/i.exec(text)?.[1]);
  if (VERSIONS.includes(version)) return version;
  throw new InvalidArgumentError(`It is v${VERSIONS[0]} to v${VERSIONS.at(-1)}.`);
}
