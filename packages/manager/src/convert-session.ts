import {
  type Checkpoint,
  createCodec,
  extendFormat,
  type Loss,
  type SessionCodec,
  type SessionFormat,
  type SuspendContext,
  WouldLoseDataError,
} from '@plainbox/codecs';
import type { SessionStorage } from '@plainbox/storage';
import { sessionDataSection } from './session-data.js';
import { sessionDirectory } from './session-directory.js';
import { SessionManager } from './session-manager.js';

/** A session in another format. */
export interface ConvertedSession {
  /** One whole snapshot, as it stands in the file `session` of plainbox. */
  readonly bytes: Uint8Array;
  /** What the format can't hold, and the bytes don't say. */
  readonly losses: readonly Loss[];
}

/**
 * Writes a session in another format, and tells what is lost by that. Stores nothing.
 *
 * From a manager all is written that the format has a place for, so formats before 5 get their list of
 * every job and whole paths of logs. From a storage, which is what there is without job files, what is
 * stored is written as far as it says these.
 *
 * @returns `undefined` if nothing was ever saved in the storage.
 * @throws StorageError or CodecError where the session can't be read.
 */
export async function convertSession(
  source: SessionManager | SessionStorage,
  format: SessionFormat,
): Promise<ConvertedSession | undefined> {
  if (source instanceof SessionManager) return convertState(source, format);
  const stored = await source.load();
  if (stored === undefined) return undefined;
  return convertStored(stored, source, createCodec({ format }));
}

function convertState(manager: SessionManager, format: SessionFormat): Promise<ConvertedSession> {
  const { storage, deviceContexts, defaultDeviceContext } = manager;
  const codec = createCodec({ format: extendFormat(format, { sections: [sessionDataSection] }) });
  const others = deviceContexts.slice(1).map(({ device, state }) => ({
    device: device ?? '', // Only the first one can go without a name.
    state,
  }));
  const context = {
    ...contextOf(storage),
    devices: { first: defaultDeviceContext.device, others },
  };
  return withLosses((allowLoss) => codec.suspend(manager.state, { ...context, allowLoss }));
}

function convertStored(
  stored: Checkpoint,
  storage: SessionStorage,
  codec: SessionCodec,
): Promise<ConvertedSession> {
  const context = contextOf(storage);
  return withLosses((allowLoss) => codec.fold(stored, { ...context, allowLoss }));
}

async function withLosses(
  write: (allowLoss: boolean) => Promise<Uint8Array>,
): Promise<ConvertedSession> {
  try {
    return { bytes: await write(false), losses: [] };
  } catch (error) {
    if (!(error instanceof WouldLoseDataError)) throw error;
    return { bytes: await write(true), losses: error.losses };
  }
}

function contextOf(storage: SessionStorage): SuspendContext {
  return { location: sessionDirectory(storage) && storage.location, sessionId: storage.id };
}
