import {
  CodecRegistry,
  CorruptedSessionError,
  createCodec,
  formatV11,
  type JsonMap,
  PLAINBOX_FORMATS,
  plainboxRegistry,
  type SessionCodec,
  type SessionFormat,
} from '@plainbox/codecs';
import { type InspectedSession, inspectSession } from '@plainbox/manager';
import type { SessionStorage, StoredCheckpoint } from '@plainbox/storage';
import type { Warning } from '../answers/show.js';
import type { NamedDevice } from './session-devices.js';

/** What a session holds of one device, as far as it can be read without job files. */
export interface InspectedDevice
  extends NamedDevice,
    Pick<InspectedSession, 'contents' | 'data' | 'readIoLog'> {}

/** A session with all its devices. */
export interface InspectedDevices extends Pick<InspectedSession, 'sequence'> {
  /** The first is the one that stands for the session where there is room for one only. */
  readonly devices: readonly [InspectedDevice, ...InspectedDevice[]];
  /** What is missing, and why. */
  readonly warnings: readonly Warning[];
}

// Where a session holds its devices. What inspects sessions tells of the first one alone, and restoring the others takes
// the units of their jobs: hence this looks itself.
const FIRST = 'device';
const FURTHER = 'devices';
const ORDER = 'device_order';

/**
 * Reads a session about any number of devices, whatever state it is in. `undefined` if nothing was ever saved. Those
 * about one device cost no more than the look at that one.
 *
 * @throws StorageError or CodecError where nothing can be read.
 */
export async function inspectDevices(
  storage: SessionStorage,
  given?: StoredCheckpoint,
): Promise<InspectedDevices | undefined> {
  const stored = given ?? (await storage.load());
  if (stored === undefined) return undefined;
  let session: JsonMap = new Map();
  const codec = codecThrough((read) => {
    session = read;
    return read;
  });
  const inspected = await inspectSession(storage, { codec, stored });
  if (inspected === undefined) return undefined;
  const name = session.get(FIRST);
  const first = { device: typeof name === 'string' ? name : null, ...inspected };
  const warnings = [...inspected.faults, ...inspected.problems].map(warningOf);
  const further = await inspectFurther(storage, stored, namesIn(session), (warning) =>
    warnings.push(warning),
  );
  return { sequence: inspected.sequence, devices: [first, ...further], warnings };
}

async function inspectFurther(
  storage: SessionStorage,
  stored: StoredCheckpoint,
  names: readonly string[],
  warn: (warning: Warning) => void,
): Promise<readonly InspectedDevice[]> {
  if (names.length === 0) return [];
  const whole = await asFarAsReadable(() => folded(stored, storage), warn);
  if (whole === undefined) return [];
  const devices: InspectedDevice[] = [];
  for (const device of names) {
    const warnOfDevice = ({ code, message }: Warning): void =>
      warn({ code, message: `on ${device}: ${message}` });
    const codec = codecThrough((session) => sessionOf(device, session));
    const inspected = await asFarAsReadable(
      () => inspectSession(storage, { codec, stored: whole }),
      warnOfDevice,
    );
    if (inspected === undefined) continue;
    for (const problem of inspected.problems) warnOfDevice(warningOf(problem));
    devices.push({ device, ...inspected });
  }
  return devices;
}

/** What can't be read of one device says nothing about the others. */
async function asFarAsReadable<Read>(
  read: () => Promise<Read>,
  warn: (warning: Warning) => void,
): Promise<Read | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    warn(warningOf(error));
    return undefined;
  }
}

/** With the deltas taken in: they are about all devices, and can't be applied to the session of one. */
async function folded(
  stored: StoredCheckpoint,
  { id: sessionId, location }: SessionStorage,
): Promise<StoredCheckpoint> {
  if (stored.deltas.length === 0) return stored;
  const snapshot = await createCodec({ envelope: [] }).fold(stored, { sessionId, location });
  return { ...stored, snapshot, deltas: [] };
}

/** A codec that reads something else of each session. */
function codecThrough(choose: (session: JsonMap) => JsonMap): SessionCodec {
  const through = (format: SessionFormat): SessionFormat => ({
    ...format,
    read(document) {
      const representation = format.read(document);
      return { ...representation, session: choose(representation.session) };
    },
  });
  const { envelopes } = plainboxRegistry;
  const registry = new CodecRegistry({ formats: PLAINBOX_FORMATS.map(through), envelopes });
  return createCodec({ format: through(formatV11), registry });
}

/** In the order of the session, which the map of them does not keep; those that it leaves out follow. */
function namesIn(session: JsonMap): readonly string[] {
  const further = session.get(FURTHER);
  if (!isMap(further)) return [];
  const order = session.get(ORDER);
  const names = new Set(further.keys());
  const told = Array.isArray(order) ? order.filter((name) => names.has(name)) : [];
  return [...new Set([...told, ...names])];
}

function sessionOf(device: string, session: JsonMap): JsonMap {
  const further = session.get(FURTHER);
  const own = isMap(further) ? further.get(device) : undefined;
  if (isMap(own)) return own;
  throw new CorruptedSessionError(`what is stored of the device '${device}' is no session`);
}

function isMap(value: ReturnType<JsonMap['get']>): value is JsonMap {
  return typeof value === 'object' && value !== null && 'get' in value;
}

function warningOf({
  code,
  message,
}: {
  readonly code: unknown;
  readonly message: string;
}): Warning {
  return { code: String(code), message };
}
