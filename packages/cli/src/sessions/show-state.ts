import { createCodec, SessionResumeError } from '@plainbox/codecs';
import type { SessionStorage, StoredCheckpoint } from '@plainbox/storage';
import type { ShowStateAnswer, StateError } from '../answers/show-state.js';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { type ReopenOptions, reopenSession } from './reopen-session.js';
import { describeMetadata, describeState } from './state-document.js';

/** Formats before have no place for what is known of the machine. */
const FIRST_WITH_SYSTEM_INFORMATION = 8;

/** The whole state that a session resumes to, and why it does not if it does not. */
export interface StateReport {
  readonly answer: ShowStateAnswer;
  readonly error?: unknown;
}

/** Resumes a session as a program would, and says what it got. */
export async function reportState(
  storage: SessionStorage,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions,
): Promise<StateReport> {
  const { peek, version, stored } = await peekAt(storage);
  const common = {
    schema: 'plainbox-show-state/1',
    case: storage.id,
    flags: options.flags ?? null,
    location: storage.location,
  } as const;
  try {
    await using manager = await reopenSession(storage, invocation, { ...options, stored });
    const { system_information, ...state } = describeState(manager.state);
    const hasNone = typeof version === 'number' && version < FIRST_WITH_SYSTEM_INFORMATION;
    const answer: ShowStateAnswer = {
      ...common,
      ok: true,
      ...(version === undefined ? {} : { version }),
      ...state,
      system_information: hasNone ? null : system_information,
      peek,
    };
    return { answer };
  } catch (error) {
    // What is wrong with the words or the job files says nothing about the session.
    if (error instanceof CliError) throw error;
    return { answer: { ...common, ok: false, error: describeError(error), peek }, error };
  }
}

interface Peeked {
  readonly peek: ShowStateAnswer['peek'];
  readonly version?: number | string;
  readonly stored?: StoredCheckpoint | undefined;
}

async function peekAt(storage: SessionStorage): Promise<Peeked> {
  let stored: StoredCheckpoint | undefined;
  try {
    stored = await storage.load();
    const { metadata, version } = await createCodec().peek(
      stored ?? { snapshot: new Uint8Array() },
      { sessionId: storage.id },
    );
    return { peek: { ok: true, metadata: describeMetadata(metadata) }, version, stored };
  } catch (error) {
    return { peek: { ok: false, error: describeError(error) }, stored };
  }
}

function describeError(error: unknown): StateError {
  const { name, message, code } = error as Error & { readonly code?: unknown };
  // What the storage finds damaged, plainbox would find out when it decodes it.
  const isDamaged = code === 'DAMAGED';
  return {
    class: isDamaged ? 'CorruptedSessionError' : name,
    message,
    is_session_resume_error: isDamaged || error instanceof SessionResumeError,
  };
}
