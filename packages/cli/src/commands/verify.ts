import { join } from 'node:path';
import { isStorageError } from '@plainbox/storage';
import type { Command } from 'commander';
import type { VerifiedSession, VerifyAnswer } from '../answers/verify.js';
import { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { commandLine } from '../output/command-line.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import { oneLine } from '../output/text.js';
import { Place, type PlaceOptions } from '../sessions/place.js';
import { findSessions, NamedSession, NamedSessions } from '../sessions/session-reference.js';
import { verifySession } from '../sessions/verify-session.js';
import { addJsonOption, addPlaceOptions, addSessionsArgument, type JsonOption } from './options.js';

interface VerifyOptions extends PlaceOptions, JsonOption {
  readonly all?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addSessionsArgument(command, 'latest');
  addJsonOption(addPlaceOptions(command))
    .option('--all', 'all sessions')
    .addHelpText(
      'after',
      `
Examples:
  plainbox verify
  plainbox verify --all --json | jq '.sessions[] | select(.ok | not)'

Compares every checksum and decodes everything; changes nothing. Exit code 9: something is damaged.
In a pipe: tab-separated session, ok or damaged, newest checkpoint, records checked.
`,
    )
    .action((references: string[], options: VerifyOptions) =>
      verify(references, options, invocation),
    );
}

async function verify(
  references: readonly string[],
  options: VerifyOptions,
  invocation: Invocation,
): Promise<void> {
  const { terminal } = invocation;
  await using sessions = options.all
    ? await allSessions(invocation, options)
    : await findSessions(invocation, references, options);
  const rows: VerifiedSession[] = [];
  for (const session of sessions) {
    rows.push(await verifyNamed(session, options.all === true));
  }
  if (rows.some(({ ok }) => !ok)) invocation.exitCode = ExitCode.checkFoundProblems;

  if (options.json) {
    writeJson<VerifyAnswer>(terminal, { schema: 'plainbox-verify/1', sessions: rows });
    return;
  }
  writeTable(terminal, COLUMNS, rows);
  rows.forEach((row, index) => {
    tellFaults(invocation, row, sessions.at(index)?.words ?? []);
  });
}

async function verifyNamed(session: NamedSession, isOneOfAll: boolean): Promise<VerifiedSession> {
  try {
    await using storage = await session.openToRead();
    return await verifySession(storage);
  } catch (error) {
    if (!isOneOfAll || !isStorageError(error)) throw error;
    // One that can't even be opened keeps nobody from the others.
    const { code, message, path = null } = error;
    const fault = { code, message, path, lostFrom: null, lostTo: null };
    const location = join(session.place.location, `${session.id}.session`);
    const { id } = session;
    return { id, location, ok: false, checkpoint: 0, recordsChecked: 0, faults: [fault] };
  }
}

async function allSessions(invocation: Invocation, options: PlaceOptions): Promise<NamedSessions> {
  const place = Place.of(invocation, options);
  const sessions: NamedSession[] = [];
  for await (const { id } of place.repository.list()) {
    sessions.push(new NamedSession(place, id, [id, ...place.words]));
  }
  return new NamedSessions(sessions);
}

function tellFaults(
  { terminal, program }: Invocation,
  { id, ok, faults }: VerifiedSession,
  sessionWords: readonly string[],
): void {
  const colors = terminal.messageColors;
  for (const { code, message } of faults) {
    terminal.tell(`${oneLine(id)}: ${oneLine(message)} ${colors.dim(`[${code}]`)}`);
  }
  if (!ok) {
    terminal.tell(
      `${colors.cyan('next:')} ${commandLine([...program, 'repair', ...sessionWords, '--dry-run'])}`,
    );
  }
}

const COLUMNS: readonly Column<VerifiedSession>[] = [
  { title: 'session', value: ({ id }) => id },
  {
    title: 'state',
    value: ({ ok }) => (ok ? 'ok' : 'damaged'),
    color: (colors, { ok }) => (ok ? colors.green : colors.red),
  },
  { title: 'checkpoint', value: ({ checkpoint }) => String(checkpoint), align: 'right' },
  { title: 'records', value: ({ recordsChecked }) => String(recordsChecked), align: 'right' },
];
