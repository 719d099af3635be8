// For each clause of the suite, a codec that breaks it.
import { type ExactJson, SessionMetadata, type SessionState, type Unit } from '@plainbox/state';
import type { ConformanceOptions } from '../../src/conformance/index.js';
import type {
  ChangesContext,
  Checkpoint,
  FoldContext,
  PeekSource,
  ReadContext,
  ResumeContext,
  SuspendContext,
} from '../../src/context.js';
import {
  CodecRegistry,
  createCodec,
  defineFormat,
  type Encoding,
  type Envelope,
  type EnvelopeContext,
  extendFormat,
  formatV11,
  gzipEnvelope,
  type JsonMap,
  PLAINBOX_FORMATS,
  plainboxRegistry,
  type Section,
  type SessionFormat,
  type SessionPeek,
  type SessionRepresentation,
} from '../../src/index.js';
import { readJson } from '../../src/json/reader.js';
import { writeJsonBytes } from '../../src/json/writer.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { isJsonMap, withKey, withoutKey } from '../../src/representation/json-map.js';
import { encodeMetadata } from '../../src/representation/metadata-json.js';
import { SessionCodec } from '../../src/session-codec.js';
import { inverted, invertedEncoding, Seal, sealEnvelope } from './own-parts.js';
import {
  acmeFormat,
  moveSlot,
  projectSlot,
  rackSection,
  rackSlots,
  withoutSlot,
  withSlot,
} from './rack-slot.js';

type Suspect = Omit<ConformanceOptions, 'test'>;

const acme = {
  states: { 'no slot': withoutSlot, 'a slot': withSlot },
  project: projectSlot,
  change: moveSlot,
};

/** The newest format, but for these. */
function withFormat(changes: Partial<SessionFormat>): Suspect {
  return { codec: createCodec({ format: { ...formatV11, ...changes }, envelope: [] }) };
}

/** A format that reads something else than was written. */
function readingAs(change: (session: JsonMap) => JsonMap): Suspect {
  return withFormat({
    read: (document) => {
      const representation = formatV11.read(document);
      return { ...representation, session: change(representation.session) };
    },
  });
}

/** The application of the tests with another section. */
function withSection(changes: Partial<Section>): Suspect {
  const format = extendFormat(formatV11, { sections: [{ ...rackSection, ...changes }] });
  return { codec: createCodec({ format }), ...acme };
}

/** A codec of which some calls do something else. */
function withCalls(Broken: new (parts: SessionCodec) => SessionCodec): Suspect {
  return { codec: new Broken(createCodec({ format: acmeFormat })), ...acme };
}

function withEnvelope(envelope: Envelope): Suspect {
  return { codec: createCodec({ envelope }) };
}

/** Every bit turned, behind a byte by which that is known. */
const turned: Envelope = {
  id: 'turned',
  matches: (bytes) => bytes[0] === 0x02,
  wrap: async (bytes) => Uint8Array.from([0x02, ...inverted(bytes)]),
  unwrap: async (bytes) => inverted(bytes.slice(1)),
};

function mapMetadata(session: JsonMap, change: (metadata: JsonMap) => JsonMap): JsonMap {
  const metadata = session.get('metadata');
  return isJsonMap(metadata) ? withKey(session, 'metadata', change(metadata)) : session;
}

/** What the section that is written says, with a change. */
function changedSection(change: (value: JsonMap, state: SessionState) => JsonMap): Suspect {
  return withSection({
    suspend: (state) => {
      const json = rackSection.suspend(state);
      return isJsonMap(json)
        ? withKey(json, 'value', change(json.get('value') as JsonMap, state))
        : json;
    },
  });
}

const goldenOf = (folder: string): URL => new URL(`./${folder}/`, import.meta.url);

export const BROKEN_CODECS: Readonly<Record<string, () => Suspect>> = {
  'round-trip.session': () =>
    readingAs((session) => mapMetadata(session, (metadata) => withKey(metadata, 'title', null))),
  'round-trip.own-data': () =>
    withSection({
      resume: (state, json) => {
        rackSection.resume(state, json);
        const slot = rackSlots.get(state);
        if (slot !== undefined) rackSlots.set(state, { ...slot, slot: slot.slot + 1 });
      },
    }),
  'round-trip.again': () =>
    changedSection((value) => withKey(value, 'slot', Number(value.get('slot')) + 1)),
  'round-trip.untouched': () =>
    changedSection((value, state) => {
      rackSlots.set(state, { rack: 'elsewhere', slot: 1, side: 'front' });
      return value;
    }),
  'round-trip.at-once': () =>
    withCalls(
      class extends SessionCodec {
        override async suspend(state: SessionState, context?: SuspendContext): Promise<Uint8Array> {
          await Promise.resolve();
          return super.suspend(state, context);
        }
      },
    ),
  'round-trip.sync': () =>
    withEnvelope({
      ...turned,
      wrapSync: (bytes) => Uint8Array.from([0x02, ...bytes]),
    }),
  'round-trip.never-saved': () =>
    withCalls(
      class extends SessionCodec {
        override async resume(
          checkpoint: Checkpoint,
          units: Iterable<Unit>,
          context?: ResumeContext,
        ): Promise<SessionState> {
          if (checkpoint.snapshot.length === 0) throw new Error('nothing there');
          return super.resume(checkpoint, units, context);
        }
      },
    ),
  'kept.unknown-keys': () =>
    readingAs((session) => {
      const known = ['sections', 'every value', ...KEYS];
      return new Map([...session].filter(([key]) => known.includes(key)));
    }),
  'kept.numbers': () =>
    readingAs((session) =>
      session.has('every value') ? withKey(session, 'every value', 'about this') : session,
    ),
  'kept.foreign-sections': () => readingAs((session) => withoutKey(session, 'sections')),
  'format.inverse': () => readingAs(reversedDesired),
  'format.pure': () =>
    withFormat({
      write: (representation) => {
        (representation.session as Map<string, ExactJson>).set('written', true);
        return formatV11.write(representation);
      },
    }),
  'format.version': () => withFormat({ version: 'com.example.other/1' }),
  'format.losses': () => withFormat({ write: (whole) => formatV11.write(withoutBlob(whole)) }),
  'encoding.every-value': () =>
    withEncoding({
      decode: (bytes) => {
        const text = new TextDecoder().decode(inverted(bytes));
        return readJson(writeJsonBytes(fromLossyJson(text)), DEFAULT_LIMITS);
      },
    }),
  'encoding.found': () => withEncoding({ matches: () => true }),
  'peek.session': () =>
    withEnvelope({
      ...turned,
      findSummary: () => writeJsonBytes(EMPTY_SUMMARY),
      summaryTail: 1,
    }),
  'peek.deltas': () =>
    withCalls(
      class extends SessionCodec {
        override peek({ snapshot }: PeekSource, context?: ReadContext): Promise<SessionPeek> {
          return super.peek({ snapshot }, context);
        }
      },
    ),
  'envelope.inverse': () =>
    withEnvelope({ ...turned, unwrap: async (bytes) => inverted(bytes.slice(1, 2 ** 20)) }),
  'envelope.found': () => withEnvelope({ ...turned, matches: () => true }),
  'envelope.sync': () => withEnvelope({ ...turned, unwrapSync: (bytes) => bytes.slice(1) }),
  'envelope.untouched': () =>
    withEnvelope({
      ...turned,
      wrap: async (bytes) => {
        const wrapped = await turned.wrap(bytes, undefined as never);
        bytes.fill(0);
        return wrapped;
      },
    }),
  'envelope.bomb': () => {
    const gzip = gzipEnvelope();
    return withEnvelope({
      ...gzip,
      unwrap: (bytes, context) =>
        gzip.unwrap(bytes, { ...context, limits: { ...context.limits, maxTextBytes: 2 ** 30 } }),
    });
  },
  'envelope.required': () => {
    const bare = createCodec({ envelope: [] });
    class Lenient extends SessionCodec {
      override resume(
        checkpoint: Checkpoint,
        units: Iterable<Unit>,
        context?: ResumeContext,
      ): Promise<SessionState> {
        const isSealed = sealEnvelope.matches(checkpoint.snapshot);
        return isSealed
          ? super.resume(checkpoint, units, context)
          : bare.resume(checkpoint, units, context);
      }
    }
    return { codec: new Lenient(createCodec({ envelope: sealEnvelope })) };
  },
  'envelope.bound-to-session': () => withEnvelope(new SealOf(({ kind }) => `key:${kind}`)),
  'envelope.bound-to-kind': () => withEnvelope(new SealOf(({ sessionId }) => `key:${sessionId}`)),
  'envelope.every-byte': () => withEnvelope(new ShortSeal()),
  'versions.plainbox': () => {
    const fourth = PLAINBOX_FORMATS[3] as SessionFormat;
    const broken: SessionFormat = {
      ...fourth,
      read: (document) => {
        const representation = fourth.read(document);
        return { ...representation, session: reversedDesired(representation.session) };
      },
    };
    return { codec: createCodec({ registry: plainboxRegistry.with({ formats: [broken] }) }) };
  },
  'versions.later-format': () => {
    class Guessing extends CodecRegistry {
      override formatOf(version: string | number): SessionFormat {
        return super.formatOf(version) ?? formatV11;
      }
    }
    const { format, envelopes, registry } = createCodec();
    return { codec: new SessionCodec({ format, envelopes, registry: new Guessing(registry) }) };
  },
  'versions.later-section': () =>
    withSection({
      resume: (state, json) =>
        rackSection.resume(state, withKey(json as JsonMap, 'version', rackSection.version)),
    }),
  'golden.every-state': () => ({ ...goldenAcme(), golden: goldenOf('no-such-folder') }),
  'golden.every-version': () => ({
    ...goldenAcme(),
    codec: createCodec({
      format: extendFormat(formatV11, { sections: [{ ...rackSection, version: 3 }] }),
    }),
  }),
  'golden.resume': () => ({
    ...withSection({
      resume: (state, json) => {
        if (isJsonMap(json) && json.get('version') === 2) rackSection.resume(state, json);
      },
    }),
    golden: goldenOf('golden'),
  }),
  'deltas.resume': () =>
    withCalls(
      class extends SessionCodec {
        override suspendChanges(_: readonly never[], context: ChangesContext): Uint8Array {
          return super.suspendChanges([], context);
        }
      },
    ),
  'deltas.fold': () =>
    withCalls(
      class extends SessionCodec {
        override fold({ snapshot }: Checkpoint, context?: FoldContext): Promise<Uint8Array> {
          return super.fold({ snapshot }, context);
        }
      },
    ),
  'deltas.one-line': () =>
    changedDeltas((delta) => `${JSON.stringify(JSON.parse(delta), null, 1)}`),
  'deltas.length': () =>
    changedDeltas((delta, { state }) =>
      delta.replace(/\}$/, `,"jobs":${JSON.stringify([...state.jobs.keys()])}}`),
    ),
  'deltas.own-data': () => {
    const first = new WeakMap<SessionState, ExactJson>();
    return withSection({
      suspend: (state) => {
        const json = first.get(state) ?? rackSection.suspend(state);
        if (json !== undefined) first.set(state, json);
        return json;
      },
    });
  },
  'hostile.truncated': () => ({ codec: createCodec({ envelope: new CheckedTurn() }) }),
  'hostile.flipped': () => ({ codec: createCodec({ envelope: new CheckedTurn() }) }),
  'hostile.noise': () =>
    withEnvelope({
      ...turned,
      matches: (bytes) =>
        bytes.at(0)?.toString(16) === '2' && (bytes.at(1) as number).toFixed() !== '',
    }),
  'hostile.wrong-types': () =>
    withFormat({
      read: (document) => {
        const session = document.get('session') as JsonMap;
        const flags = (session.get('metadata') as JsonMap).get('flags') as string[];
        flags.map((flag) => flag.length);
        return formatV11.read(document);
      },
    }),
  'hostile.nesting': () => withoutLimit({ maxDepth: 1000 }),
  'hostile.too-long': () => withoutLimit({ maxBytes: 2 ** 30 }),
  'hostile.damaged-delta': () =>
    withCalls(
      class extends SessionCodec {
        override async resume(
          checkpoint: Checkpoint,
          units: Iterable<Unit>,
          context?: ResumeContext,
        ): Promise<SessionState> {
          for (const delta of checkpoint.deltas ?? []) JSON.parse(new TextDecoder().decode(delta));
          return super.resume(checkpoint, units, context);
        }
      },
    ),
};

const KEYS = [
  'desired_job_list',
  'jobs',
  'mandatory_job_list',
  'metadata',
  'results',
  'system_information',
];

const EMPTY_SUMMARY = new Map<string, ExactJson>([
  ['jobs', 0],
  ['metadata', encodeMetadata(new SessionMetadata())],
  ['outcomes', new Map()],
  ['results', 0],
  ['version', 11],
]);

function goldenAcme(): Suspect {
  return { codec: createCodec({ format: acmeFormat }), ...acme, golden: goldenOf('golden') };
}

function reversedDesired(session: JsonMap): JsonMap {
  const desired = session.get('desired_job_list');
  return Array.isArray(desired)
    ? withKey(session, 'desired_job_list', [...desired].reverse())
    : session;
}

function withoutBlob(whole: SessionRepresentation): SessionRepresentation {
  const session = mapMetadata(whole.session, (metadata) => withKey(metadata, 'app_blob', ''));
  return { ...whole, session };
}

function withEncoding(changes: Partial<Encoding>): Suspect {
  const encoding = { ...invertedEncoding, ...changes };
  const format = defineFormat({ version: 'com.acme.inverted/1', encoding });
  return { codec: createCodec({ format, envelope: [] }) };
}

/** JSON as JavaScript alone reads it: 1.0 is 1, and what is beyond 2^53 is about that. */
function fromLossyJson(text: string): ExactJson {
  const legal = text.replaceAll(/-?Infinity|NaN/g, 'null');
  const convert = (value: unknown): ExactJson => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value as ExactJson;
    return new Map(Object.entries(value).map(([key, item]) => [key, convert(item)]));
  };
  return convert(JSON.parse(legal));
}

function changedDeltas(change: (delta: string, context: ChangesContext) => string): Suspect {
  return withCalls(
    class extends SessionCodec {
      override suspendChanges(
        changes: Parameters<SessionCodec['suspendChanges']>[0],
        context: ChangesContext,
      ): Uint8Array {
        const delta = new TextDecoder().decode(super.suspendChanges(changes, context));
        return new TextEncoder().encode(change(delta, context));
      }
    },
  );
}

function withoutLimit(limits: NonNullable<ReadContext['limits']>): Suspect {
  return withCalls(
    class extends SessionCodec {
      override resume(
        checkpoint: Checkpoint,
        units: Iterable<Unit>,
        context: ResumeContext = {},
      ): Promise<SessionState> {
        return super.resume(checkpoint, units, {
          ...context,
          limits: { ...context.limits, ...limits },
        });
      }
    },
  );
}

class SealOf extends Seal {
  private readonly what: (context: EnvelopeContext) => string;

  constructor(what: (context: EnvelopeContext) => string) {
    super();
    this.what = what;
  }

  protected override bound(context: EnvelopeContext): string {
    return this.what(context);
  }
}

/** Seals the beginning alone. */
class ShortSeal extends Seal {
  protected override seal(bytes: Uint8Array, context: EnvelopeContext): Buffer {
    return super.seal(bytes.subarray(0, 100), context);
  }
}

/** Looks into what it unwraps, and lets any error of that out. */
class CheckedTurn implements Envelope {
  readonly id = 'checked';
  readonly matches = turned.matches;
  readonly wrap = turned.wrap;

  async unwrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    const inner = await turned.unwrap(bytes, context);
    JSON.parse(new TextDecoder().decode(inner));
    return inner;
  }
}
