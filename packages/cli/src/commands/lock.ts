import type { HeldLock } from '@plainbox/storage';
import { type Command, Option } from 'commander';
import type { LockAnswer } from '../answers/lock.js';
import type { Invocation } from '../invocation.js';
import { type CautionOptions, isConfirmed } from '../output/confirmation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import type { PlaceOptions } from '../sessions/place.js';
import { findSession } from '../sessions/session-reference.js';
import {
  addCautionOptions,
  addJsonOption,
  addSessionArgument,
  addWritablePlaceOptions,
  type JsonOption,
} from './options.js';

interface LockOptions extends PlaceOptions, CautionOptions, JsonOption {
  readonly break?: boolean;
  readonly force?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addJsonOption(addCautionOptions(addWritablePlaceOptions(addSessionArgument(command))))
    .option('--break', 'take the lock away from an owner that is dead')
    .addOption(
      new Option(
        '--force',
        'with --break: also from one that may be alive; its next checkpoint fails then',
      ).implies({ break: true }),
    )
    .addHelpText(
      'after',
      `
Examples:
  plainbox lock
  plainbox lock pbox-2026-08 --break
  plainbox lock latest --force --yes     its owner is on another machine that is gone

The lock of a dead owner stands in nobody's way: whoever opens the session next gets it.
In a pipe: tab-separated state (free, held, dead), pid, host, since.
`,
    )
    .action((reference: string, options: LockOptions) => lock(reference, options, invocation));
}

async function lock(
  reference: string,
  options: LockOptions,
  invocation: Invocation,
): Promise<void> {
  await using session = await findSession(invocation, reference, options);
  const { repository } = session.place;
  const found = await repository.findOwner(session.id);
  await using storage = await session.openToRead();
  const { id, location } = storage;
  const seen = { schema: 'plainbox-lock/1', id, location, ...stateOf(found) } as const;
  if (!options.break || found === undefined) {
    answer(invocation, options, { ...seen, broken: false });
    return;
  }
  session.place.checkWritable();
  if (options.dryRun) {
    invocation.terminal.tell(`would take the lock of ${id} away from ${ownerText(found)}`);
    answer(invocation, options, { ...seen, broken: false });
    return;
  }
  const question = `take the lock of ${id} away from ${ownerText(found)}`;
  // Only where something can be lost by it: a dead owner loses nothing.
  if (!found.isDead && options.force && !(await isConfirmed(invocation, options, question))) return;
  const taken = await session.openToWrite({ force: options.force ?? false });
  await taken.close();
  answer(invocation, options, { ...seen, broken: true });
}

function stateOf(found: HeldLock | undefined): Pick<LockAnswer, 'state' | 'owner'> {
  if (found === undefined) return { state: 'free', owner: null };
  const { pid, host, since, fence } = found.owner;
  return { state: found.isDead ? 'dead' : 'held', owner: { pid, host, since, fence } };
}

function ownerText({ owner: { pid, host }, isDead }: HeldLock): string {
  const who = pid === null ? 'an unknown owner' : `process ${pid}`;
  return `${isDead ? 'dead ' : ''}${who}${host === null ? '' : ` on ${host}`}`;
}

function answer({ terminal }: Invocation, options: JsonOption, lock: LockAnswer): void {
  if (options.json) {
    writeJson(terminal, lock);
    return;
  }
  writeTable(terminal, COLUMNS, [lock]);
  if (lock.broken) terminal.tell(`session ${lock.id} is free now`);
}

const COLUMNS: readonly Column<LockAnswer>[] = [
  { title: 'lock', value: ({ state }) => state },
  { title: 'pid', value: ({ owner }) => String(owner?.pid ?? ''), align: 'right' },
  { title: 'host', value: ({ owner }) => owner?.host ?? '' },
  { title: 'since', value: ({ owner }) => owner?.since ?? '' },
];
