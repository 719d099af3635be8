import type { StorageInfo } from '@plainbox/storage';
import type { Command } from 'commander';
import type { ListedSession, LsAnswer } from '../answers/ls.js';
import type { Invocation } from '../invocation.js';
import { formatBytes } from '../output/bytes.js';
import { writeJson } from '../output/json.js';
import { formatRelativeTime } from '../output/relative-time.js';
import { type Column, writeTable } from '../output/table.js';
import { Place, type PlaceOptions } from '../sessions/place.js';
import { addJsonOption, addPlaceOptions, type JsonOption } from './options.js';

interface LsOptions extends PlaceOptions, JsonOption {}

export function configure(command: Command, invocation: Invocation): void {
  addJsonOption(addPlaceOptions(command))
    .addHelpText(
      'after',
      `
Examples:
  plainbox ls
  plainbox ls --json | jq -r '.sessions[].id'

In a pipe: tab-separated id, state, time of the last checkpoint, bytes.
`,
    )
    .action((options: LsOptions) => ls(options, invocation));
}

async function ls(options: LsOptions, invocation: Invocation): Promise<void> {
  const { terminal } = invocation;
  await using place = Place.of(invocation, options);
  const sessions: StorageInfo[] = [];
  for await (const session of place.repository.list()) sessions.push(session);

  if (options.json) {
    writeJson<LsAnswer>(terminal, { schema: 'plainbox-ls/1', sessions: sessions.map(sessionJson) });
  } else if (sessions.length === 0) {
    terminal.tell(`no sessions in ${place.location}`);
  } else {
    writeTable(terminal, COLUMNS, sessions);
  }
}

const COLUMNS: readonly Column<StorageInfo>[] = [
  { title: 'session', value: ({ id }) => id },
  { title: 'state', value: stateOf },
  {
    title: 'last checkpoint',
    value: ({ modifiedAt }) => modifiedAt?.toISOString() ?? '',
    shown: ({ modifiedAt }) => (modifiedAt ? formatRelativeTime(modifiedAt) : 'unknown'),
  },
  {
    title: 'size',
    value: ({ size }) => String(size ?? ''),
    shown: ({ size }) => (size === undefined ? '?' : formatBytes(size)),
    align: 'right',
  },
];

function stateOf({ state, fault }: StorageInfo): ListedSession['state'] {
  return fault === undefined ? (state ?? 'saved') : 'unreadable';
}

function sessionJson(session: StorageInfo): ListedSession {
  const { id, location, modifiedAt, size, sequence, fault } = session;
  return {
    id,
    location: location ?? null,
    state: stateOf(session),
    checkpoint: sequence ?? null,
    modifiedAt: modifiedAt?.toISOString() ?? null,
    bytes: size ?? null,
    fault: fault === undefined ? null : { code: fault.code, message: fault.message },
  };
}
