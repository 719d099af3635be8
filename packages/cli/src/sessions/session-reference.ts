import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type {
  SessionId,
  SessionStorage,
  SessionStorageRepository,
  StorageInfo,
} from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation, Subject } from '../invocation.js';
import { Place, type PlaceOptions } from './place.js';

const EXTENSION = '.session';
const LATEST = /^latest(?:~(\d+))?$/;
const MAX_CANDIDATES = 10;

/** A session that was named on the command line: found, not yet opened. */
export class NamedSession implements AsyncDisposable {
  readonly id: SessionId;
  readonly place: Place;
  /** The words by which a printed command names this session. */
  readonly words: readonly string[];

  constructor(place: Place, id: SessionId, words: readonly string[]) {
    this.place = place;
    this.id = id;
    this.words = words;
  }

  /** The words by which a printed command that changes it names this session. */
  get wordsToWrite(): readonly string[] {
    return [...this.words.slice(0, 1), ...this.place.wordsToWrite];
  }

  /** Takes no lock and changes nothing. */
  openToRead(): Promise<SessionStorage> {
    return this.place.repository.open(this.id, { readOnly: true });
  }

  /**
   * Takes the session for writing.
   *
   * @throws CliError where sessions may only be read; StorageError if somebody else has it.
   */
  async openToWrite(options: { readonly force?: boolean } = {}): Promise<SessionStorage> {
    this.place.checkWritable();
    return this.place.repository.open(this.id, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.place[Symbol.asyncDispose]();
  }
}

/** Several of them, each once. */
export class NamedSessions implements AsyncDisposable, Iterable<NamedSession> {
  readonly #sessions: readonly NamedSession[];

  constructor(sessions: readonly NamedSession[]) {
    this.#sessions = sessions;
  }

  get length(): number {
    return this.#sessions.length;
  }

  at(index: number): NamedSession | undefined {
    return this.#sessions.at(index);
  }

  map<Mapped>(map: (session: NamedSession) => Mapped): Mapped[] {
    return this.#sessions.map(map);
  }

  [Symbol.iterator](): Iterator<NamedSession> {
    return this.#sessions[Symbol.iterator]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) await session[Symbol.asyncDispose]();
  }
}

/** Finds all sessions that the words name; before anything is done to one, all must be found. */
export async function findSessions(
  invocation: Pick<Invocation, 'cwd' | 'env' | 'subject'>,
  references: readonly string[],
  options: PlaceOptions,
): Promise<NamedSessions> {
  const found = new Map<string, NamedSession>();
  for (const reference of references) {
    const session = await findSession(invocation, reference, options);
    found.set(`${session.place.location}\0${session.id}`, session);
  }
  return new NamedSessions([...found.values()]);
}

/**
 * Finds the session that a word names: a path to its folder, `latest`, `latest~1` (the one before),
 * its id, or the beginning of its id where no other begins so.
 */
export async function findSession(
  invocation: Pick<Invocation, 'cwd' | 'env' | 'subject'>,
  reference: string,
  options: PlaceOptions,
): Promise<NamedSession> {
  const session = await sessionNamed(invocation, reference, options);
  makeSubject(session, invocation.subject);
  return session;
}

/** From here on errors are told as being about this session. */
export function makeSubject(session: NamedSession, subject: Subject): void {
  subject.session = session.words;
  subject.sessionToWrite = session.wordsToWrite;
}

async function sessionNamed(
  invocation: Pick<Invocation, 'cwd' | 'env' | 'subject'>,
  reference: string,
  options: PlaceOptions,
): Promise<NamedSession> {
  if (reference.trim() === '') {
    throw new CliError('USAGE', 'the session to look for has no name', {
      advice:
        'look at the variable that it was to come from; latest is the one that was saved last',
    });
  }
  const folder = await sessionFolder(resolve(invocation.cwd, reference), reference);
  if (folder !== undefined) {
    const place = Place.around(invocation, folder, options);
    const id = folder.endsWith(EXTENSION)
      ? basename(folder, EXTENSION)
      : await onlyId(place.repository);
    return new NamedSession(place, id, [reference]);
  }
  const place = Place.of(invocation, options);
  const id = await findId(place, reference);
  return new NamedSession(place, id, [id, ...place.words]);
}

/** The id of a session whose folder is not called after it. */
async function onlyId(repository: SessionStorageRepository): Promise<SessionId> {
  for await (const { id } of repository.list()) return id;
  throw new CliError('SESSION_NOT_FOUND', `there is no session in ${repository.location}`);
}

/** The folder that a reference names as a path: that of the session, or a file right in it. */
async function sessionFolder(path: string, reference: string): Promise<string | undefined> {
  if (!reference.includes('/') && !reference.endsWith(EXTENSION)) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return path;
  if (found?.isFile() && basename(path) === 'session') return dirname(path);
  if (!reference.includes('/')) return undefined;
  throw new CliError('SESSION_NOT_FOUND', `there is no session folder ${path}`, {
    advice: 'look at the spelling of the path',
  });
}

async function findId(place: Place, reference: string): Promise<SessionId> {
  const sessions: StorageInfo[] = [];
  for await (const session of place.repository.list()) sessions.push(session);
  const latest = LATEST.exec(reference);
  if (latest !== null) {
    // What has a name that no session can have is none.
    const named = sessions.filter(({ fault }) => fault?.code !== 'INVALID_ID');
    return nthLatest(place, named, Number(latest[1] ?? 0));
  }

  const wanted = reference.endsWith(EXTENSION) ? basename(reference, EXTENSION) : reference;
  const ids = sessions.map(({ id }) => id);
  if (ids.includes(wanted)) return wanted;
  const candidates = ids.filter((id) => id.startsWith(wanted));
  const [only] = candidates;
  if (only === undefined) {
    throw new CliError(
      'SESSION_NOT_FOUND',
      `no session in ${place.location} is called '${reference}' or begins so`,
      { command: ['ls', ...place.words] },
    );
  }
  if (candidates.length > 1) {
    throw new CliError('AMBIGUOUS_SESSION', `'${reference}' begins the ids of several sessions`, {
      details: candidates.slice(0, MAX_CANDIDATES),
      advice: 'give more of the id',
    });
  }
  return only;
}

function nthLatest(place: Place, sessions: readonly StorageInfo[], back: number): SessionId {
  if (sessions.length === 0) {
    throw new CliError('NO_SESSION', `there is no session in ${place.location}`, {
      command: ['run', 'FILE.pxu', ...place.wordsToWrite],
    });
  }
  const session = sessions[back];
  if (session === undefined) {
    throw new CliError(
      'SESSION_NOT_FOUND',
      `latest~${back} goes back too far: there are ${sessions.length} sessions in ${place.location}`,
      { command: ['ls', ...place.words] },
    );
  }
  return session.id;
}
