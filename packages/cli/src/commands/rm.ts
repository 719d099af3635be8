import type { Command } from 'commander';
import type { RemovedSession, RmAnswer } from '../answers/rm.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { formatBytes } from '../output/bytes.js';
import { type CautionOptions, isConfirmed } from '../output/confirmation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import { count } from '../output/text.js';
import { disarmSessions } from '../sessions/disarm-sessions.js';
import type { PlaceOptions } from '../sessions/place.js';
import {
  findSessions,
  makeSubject,
  type NamedSession,
  type NamedSessions,
} from '../sessions/session-reference.js';
import {
  addCautionOptions,
  addJsonOption,
  addSessionsArgument,
  addWritablePlaceOptions,
  type JsonOption,
} from './options.js';

interface RmOptions extends PlaceOptions, CautionOptions, JsonOption {}

export function configure(command: Command, invocation: Invocation): void {
  addSessionsArgument(command, 'required');
  addJsonOption(addCautionOptions(addWritablePlaceOptions(command)))
    .addHelpText(
      'after',
      `
Examples:
  plainbox rm latest
  plainbox rm pbox-2026-08 latest~3 --dry-run
  plainbox ls | awk -F'\\t' '$2 == "half-made" { print $1 }' | xargs plainbox rm --yes

A session that somebody has open stays; one that is armed to go on after a reboot is disarmed. To remove by age, number or size: plainbox gc.
In a pipe: tab-separated session, bytes, folder.
`,
    )
    .action((references: string[], options: RmOptions) => rm(references, options, invocation));
}

async function rm(
  references: readonly string[],
  options: RmOptions,
  invocation: Invocation,
): Promise<void> {
  await using sessions = await findSessions(invocation, references, options);
  for (const { place } of sessions) place.checkWritable();
  invocation.subject.isToBeWritten = options.dryRun !== true;
  const rows = await Promise.all(sessions.map(measure));
  const bytes = rows.reduce((sum, row) => sum + (row.bytes ?? 0), 0);
  const what = `${sessions.length === 1 ? rows[0]?.id : count(rows.length, 'session')} (${formatBytes(bytes)})`;

  const dryRun = options.dryRun ?? false;
  if (!dryRun) {
    if (!(await isConfirmed(invocation, options, `remove ${what}`))) return;
    await removeAll(sessions, invocation);
  }
  const { terminal } = invocation;
  const locations = new Set(rows.map(({ location }) => location));
  const disarmed = await disarmSessions((each) => locations.has(each.location), dryRun, invocation);
  if (options.json) {
    const removed = rows.map((row) => ({ ...row, disarmed: disarmed.has(row.location) }));
    writeJson<RmAnswer>(terminal, { schema: 'plainbox-rm/1', dryRun, sessions: removed });
    return;
  }
  writeTable(terminal, COLUMNS, rows);
  terminal.tell(`${dryRun ? 'would remove' : 'removed'} ${what}`);
}

/** None while one of them is at work; whatever comes between, it is told what is gone. */
async function removeAll(sessions: NamedSessions, { subject }: Invocation): Promise<void> {
  for (const session of sessions) {
    const { place, id } = session;
    makeSubject(session, subject);
    const held = await place.repository.findOwner(id);
    // Refused as its removal would be, but before the others are removed.
    if (held !== undefined && !held.isDead) await place.repository.remove(id);
  }
  const removed: string[] = [];
  for (const { place, id } of sessions) {
    try {
      await place.repository.remove(id);
    } catch (cause) {
      if (removed.length === 0) throw cause;
      throw new CliError('REMOVED_IN_PART', `session ${id} was not removed, others were`, {
        cause,
        details: removed.map((gone) => `removed: ${gone}`),
        command: ['ls', ...place.words],
      });
    }
    removed.push(id);
  }
}

async function measure({ place, id }: NamedSession): Promise<MeasuredSession> {
  const storage = await place.repository.open(id, { readOnly: true });
  const { location } = storage;
  await storage.close();
  return { id, location, bytes: (await place.repository.measure(id)) ?? null };
}

type MeasuredSession = Omit<RemovedSession, 'disarmed'>;

const COLUMNS: readonly Column<MeasuredSession>[] = [
  { title: 'session', value: ({ id }) => id },
  {
    title: 'size',
    value: ({ bytes }) => String(bytes ?? ''),
    shown: ({ bytes }) => (bytes === null ? '?' : formatBytes(bytes)),
    align: 'right',
  },
  { title: 'folder', value: ({ location }) => location },
];
