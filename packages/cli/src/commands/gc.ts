import { basename, dirname } from 'node:path';
import type { PruneReport, RetentionPolicy } from '@plainbox/storage';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CollectedSession, GcAnswer } from '../answers/gc.js';
import { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { formatBytes } from '../output/bytes.js';
import { type CautionOptions, isConfirmed } from '../output/confirmation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import { count, oneLine } from '../output/text.js';
import { disarmSessions } from '../sessions/disarm-sessions.js';
import { Place, type PlaceOptions } from '../sessions/place.js';
import {
  addCautionOptions,
  addJsonOption,
  addWritablePlaceOptions,
  type JsonOption,
} from './options.js';

interface GcOptions extends PlaceOptions, CautionOptions, JsonOption {
  readonly olderThan?: Date;
  readonly keep?: number;
  readonly maxSize?: number;
}

export function configure(command: Command, invocation: Invocation): void {
  addWritablePlaceOptions(command)
    .addOption(
      new Option('--older-than <age>', 'what was not touched for so long: 12h, 30d, 8w').argParser(
        parseAge,
      ),
    )
    .addOption(new Option('--keep <n>', 'all but the youngest so many').argParser(parseNumber))
    .addOption(
      new Option(
        '--max-size <bytes>',
        'the oldest, until the rest has no more than this: 500M, 2G',
      ).argParser(parseSize),
    );
  addJsonOption(addCautionOptions(command))
    .addHelpText(
      'after',
      `
Examples:
  plainbox gc                              what was begun and never made
  plainbox gc --older-than 30d --keep 20 --dry-run
  plainbox gc --max-size 2G --yes

What is beyond one of the limits goes, and so do half-made sessions. What somebody has open stays, and
so does what can't be read: see plainbox verify.
In a pipe: tab-separated session, bytes, why.
`,
    )
    .action((options: GcOptions) => gc(options, invocation));
}

async function gc(options: GcOptions, invocation: Invocation): Promise<void> {
  const dryRun = options.dryRun ?? false;
  await using place = Place.of(invocation, options);
  place.checkWritable();
  invocation.subject.isToBeWritten = options.dryRun !== true;
  const policy = policyOf(options);
  const planned = await place.repository.prune({ ...policy, dryRun: true });
  if (!dryRun && planned.removed.length > 0) {
    if (!(await isConfirmed(invocation, options, `remove ${whatOf(planned)}`))) return;
  }
  // Also without anything to remove: it finishes removals that were cut off.
  const report = dryRun ? planned : await place.repository.prune(policy);
  const removed = new Set(report.removed.map(({ id }) => `${id}.session`));
  const disarmed = await disarmSessions(
    ({ location }) => dirname(location) === place.location && removed.has(basename(location)),
    dryRun,
    invocation,
  );
  const names = new Set([...disarmed].map((location) => basename(location, '.session')));
  answer(report, names, dryRun, options, invocation);
  if (report.failed.length > 0) invocation.exitCode = ExitCode.storageFailed;
}

function policyOf({ olderThan, keep, maxSize }: GcOptions): RetentionPolicy {
  return {
    halfMade: true,
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(keep === undefined ? {} : { keep }),
    ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
  };
}

function answer(
  report: PruneReport,
  disarmed: ReadonlySet<string>,
  dryRun: boolean,
  { json }: GcOptions,
  { terminal }: Invocation,
): void {
  const removed = report.removed.map(({ id, size, why }) => ({
    id,
    bytes: size,
    why,
    disarmed: disarmed.has(id),
  }));
  const failed = report.failed.map(({ id, error }) => ({
    id,
    message: error instanceof Error ? error.message : String(error),
  }));
  if (json) {
    writeJson<GcAnswer>(terminal, {
      schema: 'plainbox-gc/1',
      dryRun,
      removed,
      kept: report.kept,
      failed,
      freedBytes: report.freed,
    });
    return;
  }
  if (removed.length > 0) writeTable(terminal, COLUMNS, removed);
  terminal.tell(
    `${dryRun ? 'would remove' : 'removed'} ${whatOf(report)}; ${count(report.kept.length, 'session')} kept`,
  );
  for (const { id, message } of failed)
    terminal.tell(`could not remove ${id}: ${oneLine(message)}`);
}

function whatOf({ removed, freed }: PruneReport): string {
  return `${count(removed.length, 'session')} (${formatBytes(freed)})`;
}

const COLUMNS: readonly Column<CollectedSession>[] = [
  { title: 'session', value: ({ id }) => id },
  {
    title: 'size',
    value: ({ bytes }) => String(bytes),
    shown: ({ bytes }) => formatBytes(bytes),
    align: 'right',
  },
  { title: 'why', value: ({ why }) => why },
];

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** The time so long ago. */
function parseAge(text: string): Date {
  const [, number, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const minutes = MINUTES[unit];
  if (number === undefined || minutes === undefined) {
    throw new InvalidArgumentError(
      'It is a number of minutes, hours, days or weeks: 90m, 12h, 30d, 8w.',
    );
  }
  return new Date(Date.now() - Number(number) * minutes * 60_000);
}

function parseNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is a number from 0 up.');
  return Number(text);
}

function parseSize(text: string): number {
  const [, number, unit = ''] = /^(\d{1,9})(?:([KMGT])(?:i?B)?|B)?$/i.exec(text) ?? [];
  if (number === undefined) {
    throw new InvalidArgumentError('It is a number of bytes, or as 500M or 2G.');
  }
  return Number(number) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' ');
}
