// Codecs that keep to every clause but one, and so would be taken for sound without it.
import type { ExactJson } from '@plainbox/state';
import type { ConformanceOptions } from '../../src/conformance/index.js';
import {
  createCodec,
  defineEnvelope,
  type Envelope,
  type EnvelopeContext,
  formatV11,
  gzipEnvelope,
  type JsonMap,
  type SessionFormat,
  type SessionRepresentation,
} from '../../src/index.js';
import { isJsonList, isJsonMap, withKey, withoutKey } from '../../src/representation/json-map.js';
import { Seal } from './own-parts.js';

interface QuietlyBroken {
  readonly what: string;
  /** The clause that catches it. */
  readonly clause: string;
  readonly make: () => Omit<ConformanceOptions, 'test'>;
}

export const QUIETLY_BROKEN: readonly QuietlyBroken[] = [
  {
    what: 'a synchronous twin that unwraps a first part of what is long',
    clause: 'envelope.sync',
    make: () =>
      inEnvelope({ unwrapSync: (...given) => gzip.unwrapSync(...given).slice(0, 65_536) }),
  },
  {
    what: 'a synchronous twin that knows no limit',
    clause: 'envelope.sync-bomb',
    make: () =>
      inEnvelope({
        unwrapSync: (bytes, context) => gzip.unwrapSync(bytes, withoutLimit(context)),
      }),
  },
  {
    what: 'an envelope that passes over what stands behind its content',
    clause: 'envelope.whole',
    make: () => ({ codec: createCodec({ envelope: counted }) }),
  },
  {
    what: 'a synchronous twin that takes the bytes of any session',
    clause: 'envelope.sync-refuses',
    make: () => ({ codec: createCodec({ envelope: defineEnvelope(new HalfSeal()) }) }),
  },
  {
    what: 'a format with floats of half the length',
    clause: 'round-trip.numbers',
    make: () => writing((session) => mapKnown(session, shortened)),
  },
  {
    what: 'a format that counts with 53 bits',
    clause: 'round-trip.numbers',
    make: () => writing((session) => mapKnown(session, rounded)),
  },
  {
    what: 'a format that cuts long titles',
    clause: 'round-trip.length',
    make: () =>
      writing((session) =>
        mapAt(session, 'metadata', (metadata) => {
          const title = metadata.get('title');
          return typeof title === 'string'
            ? withKey(metadata, 'title', title.slice(0, 255))
            : metadata;
        }),
      ),
  },
  {
    what: 'a format that drops the jobs that are not known',
    clause: 'kept.gone-jobs',
    make: () => writing((session) => withoutKey(session, 'gone_jobs')),
  },
  {
    what: 'a format that drops all devices but the first',
    clause: 'kept.devices',
    make: () => writing((session) => withoutKey(session, 'devices')),
  },
  {
    what: 'a format that puts devices in an order of its own',
    clause: 'kept.devices',
    make: () => writing((session) => withoutKey(session, 'device_order')),
  },
  {
    what: 'a format that forgets which device is the first',
    clause: 'kept.devices',
    make: () => writing((session) => withoutKey(session, 'device')),
  },
  {
    what: 'a format that knows all that a collector can say',
    clause: 'kept.unknown-keys',
    make: () =>
      writing((session) =>
        mapAt(session, 'system_information', (tools) =>
          mapEach(tools, (entry) => only(entry, ['tool_version', 'success', 'outputs'])),
        ),
      ),
  },
  {
    what: 'a format that knows all that a collector can give',
    clause: 'kept.unknown-keys',
    make: () =>
      writing((session) =>
        mapAt(session, 'system_information', (tools) =>
          mapEach(tools, (entry) =>
            mapAt(entry, 'outputs', (outputs) =>
              only(outputs, ['payload', 'stdout', 'stderr', 'return_code']),
            ),
          ),
        ),
      ),
  },
  {
    what: 'a format that names one thing and loses two',
    clause: 'format.losses',
    make: () => inFormat({ write: losingTwo }),
  },
];

const gzip = gzipEnvelope() as Required<Envelope>;

function inEnvelope(changes: Partial<Envelope>): Omit<ConformanceOptions, 'test'> {
  return { codec: createCodec({ envelope: { ...gzip, ...changes } }) };
}

function inFormat(changes: Partial<SessionFormat>): Omit<ConformanceOptions, 'test'> {
  return { codec: createCodec({ format: { ...formatV11, ...changes }, envelope: [] }) };
}

/** A format that writes something else than it is given. */
function writing(change: (session: JsonMap) => JsonMap): Omit<ConformanceOptions, 'test'> {
  return inFormat({
    write: (whole) => formatV11.write({ ...whole, session: change(whole.session) }),
  });
}

function withoutLimit(context: EnvelopeContext): EnvelopeContext {
  return { ...context, limits: { ...context.limits, maxTextBytes: 2 ** 30 } };
}

const MAGIC = 0x02;
const CONTENT_AT = 5;

/** The length of the content stands in front of it, and what comes behind it was never looked at. */
const counted = defineEnvelope({
  id: 'counted',
  matches: (bytes) => bytes[0] === MAGIC,
  wrap: async (bytes) => count(bytes),
  wrapSync: count,
  unwrap: async (bytes) => uncount(bytes),
  unwrapSync: uncount,
});

function count(bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(CONTENT_AT, MAGIC);
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function uncount(bytes: Uint8Array): Uint8Array {
  const end = CONTENT_AT + Buffer.from(bytes).readUInt32LE(1);
  if (bytes.length < end) throw new RangeError('the end is missing');
  return bytes.slice(CONTENT_AT, end);
}

/** What it seals can be unwrapped at once in place of any session. */
class HalfSeal extends Seal {
  override async unwrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    return super.unwrapSync(bytes, context);
  }

  override unwrapSync(bytes: Uint8Array): Uint8Array {
    return bytes.slice(36);
  }
}

/** The JSON with each value that is no list or map changed. */
function mapValues(json: ExactJson, change: (value: ExactJson) => ExactJson): ExactJson {
  if (isJsonList(json)) return json.map((item) => mapValues(item, change));
  if (!isJsonMap(json)) return change(json);
  return new Map([...json].map(([key, value]) => [key, mapValues(value, change)] as const));
}

const shortened = (value: ExactJson): ExactJson =>
  typeof value === 'number' && !Number.isInteger(value) ? Math.fround(value) : value;

const rounded = (value: ExactJson): ExactJson =>
  typeof value === 'bigint' ? BigInt(Number(value)) : value;

/** The session with each value changed of those that plainbox knows. */
function mapKnown(session: JsonMap, change: (value: ExactJson) => ExactJson): JsonMap {
  return ['metadata', 'results', 'system_information'].reduce(
    (changed, key) => mapAt(changed, key, (json) => mapValues(json, change) as JsonMap),
    session,
  );
}

function mapEach(map: JsonMap, change: (value: JsonMap) => ExactJson): JsonMap {
  return new Map(
    [...map].map(([key, value]) => [key, isJsonMap(value) ? change(value) : value] as const),
  );
}

function mapAt(map: JsonMap, key: string, change: (value: JsonMap) => JsonMap): JsonMap {
  const value = map.get(key);
  return isJsonMap(value) ? withKey(map, key, change(value)) : map;
}

function only(json: JsonMap, known: readonly string[]): JsonMap {
  return new Map([...json].filter(([key]) => known.includes(key)));
}

function losingTwo(whole: SessionRepresentation): ReturnType<SessionFormat['write']> {
  const metadata = whole.session.get('metadata') as JsonMap;
  if (metadata.get('app_id') === null) return formatV11.write(whole);
  const poorer = withKey(withKey(metadata, 'app_id', null), 'title', 'cut');
  const { document } = formatV11.write({
    ...whole,
    session: withKey(whole.session, 'metadata', poorer),
  });
  return {
    document,
    losses: [{ version: 11, path: ['metadata', 'app_id'], what: 'whose session it is' }],
  };
}
