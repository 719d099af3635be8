import { type CodecError, createCodec, type SessionContents } from '@plainbox/codecs';
import type { SessionStorage } from '@plainbox/storage';
import type { Warning } from '../answers/show.js';
import { CliError } from '../errors.js';

/** What a session holds, as far as it can be read, without the files of its jobs. */
export interface InspectedSession {
  readonly contents: SessionContents;
  /** What is missing in it, and why. */
  readonly warnings: readonly Warning[];
}

/**
 * Reads a session whatever state it is in: at work, cut off, or damaged in part.
 *
 * @throws CliError for a session that was never saved; StorageError or CodecError where nothing can be read.
 */
export async function inspectSession(storage: SessionStorage): Promise<InspectedSession> {
  const stored = await storage.load();
  if (stored === undefined) {
    throw new CliError('NOTHING_SAVED', `session ${storage.id} was made, and never saved`, {
      advice: 'remove it, unless a program is just about to begin it',
      command: ['rm', storage.id],
    });
  }
  const warnings: Warning[] = stored.faults.map(({ code, message }) => ({ code, message }));
  const contents = await createCodec().inspect(stored, {
    sessionId: storage.id,
    location: storage.location,
    onProblem: ({ code, message }: CodecError) => warnings.push({ code, message }),
  });
  return { contents, warnings };
}
