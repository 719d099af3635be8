import type { Command } from 'commander';
import type { RepairAnswer } from '../answers/repair.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { type CautionOptions, isConfirmed } from '../output/confirmation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import type { PlaceOptions } from '../sessions/place.js';
import { findSession, type NamedSession } from '../sessions/session-reference.js';
import { decodingProblems, faultOf } from '../sessions/verify-session.js';
import {
  addCautionOptions,
  addJsonOption,
  addSessionArgument,
  addWritablePlaceOptions,
  type JsonOption,
} from './options.js';

interface RepairOptions extends PlaceOptions, CautionOptions, JsonOption {}

export function configure(command: Command, invocation: Invocation): void {
  addJsonOption(addCautionOptions(addWritablePlaceOptions(addSessionArgument(command))))
    .addHelpText(
      'after',
      `
Examples:
  plainbox repair pbox-2026-08 --dry-run
  plainbox repair latest --yes

Makes the newest checkpoint that can be proved the present one, and keeps the damaged files beside it.
In a pipe: tab-separated fault, first and last checkpoint lost by it, message.
`,
    )
    .action((reference: string, options: RepairOptions) => repair(reference, options, invocation));
}

async function repair(
  reference: string,
  options: RepairOptions,
  invocation: Invocation,
): Promise<void> {
  await using session = await findSession(invocation, reference, options);
  session.place.checkWritable();
  const found = await damageOf(session);
  if (options.dryRun) {
    answer(invocation, options, { ...found, dryRun: true, keptAside: [] });
    return;
  }
  const question = `repair ${session.id}, which goes on from checkpoint ${found.checkpoint} then`;
  if (!(await isConfirmed(invocation, options, question))) return;

  await using storage = await session.openToWrite();
  const { sequence, faults, keptAside } = await storage.repair();
  answer(invocation, options, {
    ...found,
    dryRun: false,
    checkpoint: sequence,
    faults: faults.map(faultOf),
    keptAside,
  });
}

type Found = Pick<RepairAnswer, 'id' | 'location' | 'checkpoint' | 'faults'>;

/** What there is to mend. */
async function damageOf(session: NamedSession): Promise<Found> {
  await using storage = await session.openToRead();
  const { ok, sequence, faults } = await storage.verify();
  const { id, location } = storage;
  if (!ok) return { id, location, checkpoint: sequence, faults: faults.map(faultOf) };
  const problems = await decodingProblems(storage);
  if (problems.length === 0) {
    throw new CliError('NOTHING_TO_DO', `session ${id} is not damaged`, {
      command: ['show', ...session.words],
    });
  }
  throw new CliError(
    'NOT_REPAIRABLE',
    `session ${id} is as it was saved, but what was saved cannot be understood`,
    {
      details: problems.map(({ message }) => message),
      advice: 'look at what can be read of it with show, or export it',
    },
  );
}

function answer(
  { terminal }: Invocation,
  options: JsonOption,
  repaired: Omit<RepairAnswer, 'schema'>,
): void {
  if (options.json) {
    writeJson<RepairAnswer>(terminal, { schema: 'plainbox-repair/1', ...repaired });
    return;
  }
  const { dryRun, id, checkpoint, faults, keptAside } = repaired;
  writeTable(terminal, COLUMNS, faults);
  terminal.tell(
    dryRun
      ? `would repair ${id}: it would go on from checkpoint ${checkpoint}`
      : `repaired ${id}: it goes on from checkpoint ${checkpoint}`,
  );
  for (const path of keptAside) terminal.tell(`kept aside: ${path}`);
}

const COLUMNS: readonly Column<RepairAnswer['faults'][number]>[] = [
  { title: 'fault', value: ({ code }) => code },
  { title: 'lost from', value: ({ lostFrom }) => String(lostFrom ?? ''), align: 'right' },
  { title: 'to', value: ({ lostTo }) => String(lostTo ?? ''), align: 'right' },
  { title: 'what', value: ({ message }) => message },
];
