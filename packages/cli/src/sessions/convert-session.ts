import { createCodec, PLAINBOX_FORMATS } from '@plainbox/codecs';
import { type ConvertedSession, convertSession } from '@plainbox/manager';
import type { SessionStorage, StoredCheckpoint } from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { type ReopenOptions, reopenSession } from './reopen-session.js';
import type { NamedSession } from './session-reference.js';

/** A session in another format, and what it was before. */
export interface Conversion extends ConvertedSession {
  readonly location: string;
  readonly from: number | string;
  /** Why the jobs aren't known; undefined: they are. */
  readonly withoutJobs?: string;
}

/** Versions that a session can be written in, oldest first. */
export const VERSIONS: readonly number[] = PLAINBOX_FORMATS.map(({ version }) => Number(version));

/** Converts a session with its jobs if their files can be read as they were, else as it is stored. */
export async function convertNamed(
  session: NamedSession,
  to: number,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions,
): Promise<Conversion> {
  await using storage = await session.openToRead();
  const { location } = storage;
  const stored = await storage.load();
  const from = await versionOf(stored, session);
  const converted = await convertBest(session, storage, to, invocation, { ...options, stored });
  return { location, from, ...converted };
}

async function versionOf(
  stored: StoredCheckpoint | undefined,
  session: NamedSession,
): Promise<number | string> {
  if (stored !== undefined) {
    return (await createCodec().peek(stored, { sessionId: session.id })).version;
  }
  throw new CliError('NOTHING_SAVED', `nothing was saved of session ${session.id} yet`, {
    command: ['resume', ...session.wordsToWrite],
  });
}

async function convertBest(
  session: NamedSession,
  storage: SessionStorage,
  to: number,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions,
): Promise<ConvertedSession & { readonly withoutJobs?: string }> {
  const format = PLAINBOX_FORMATS.find(({ version }) => version === to);
  if (format === undefined) throw new RangeError(`no format ${to}`);
  try {
    await using own = await session.openToRead();
    await using manager = await reopenSession(own, invocation, options);
    return checked(await convertSession(manager, format));
  } catch (error) {
    // Whoever names the files wants them to be used.
    if (options.units !== undefined) throw error;
    const converted = checked(await convertSession(storage, format));
    return { ...converted, withoutJobs: error instanceof Error ? error.message : String(error) };
  }
}

function checked(converted: ConvertedSession | undefined): ConvertedSession {
  if (converted === undefined) throw new RangeError('a session with a version has a checkpoint');
  return converted;
}
