// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import type { ExactJson, SessionState } from '@plainbox/state';
import { envelopeContext } from '../checkpoint-reader.js';
import type { Checkpoint, ResumeContext } from '../context.js';
import { EnvelopeChain } from '../envelopes/envelope-chain.js';
import { CodecError } from '../errors.js';
import { jsonEncoding } from '../formats/encoding.js';
import { extendFormat } from '../formats/extend-format.js';
import { formatV11 } from '../formats/plainbox-formats.js';
import type { SessionFormat, WrittenSession } from '../formats/session-format.js';
import { fromPlainValue } from '../json/plain-values.js';
import { writeJson } from '../json/writer.js';
import { represent } from '../representation/represent.js';
import type { JsonMap, SessionRepresentation } from '../representation/session-representation.js';
import { SessionCodec } from '../session-codec.js';
import type { ConformanceOptions } from './options.js';
import { fullSession, LOCATION, plainSession } from './sample-sessions.js';

/** What every call of the suite knows of the session. */
export const CONTEXT: { readonly location: string; readonly sessionId: string } = {
  location: LOCATION,
  sessionId: 'conformance',
};

const NOT_SYNCHRONOUS: ReadonlySet<string> = new Set(['ENVELOPE_UNAVAILABLE', 'KEY_UNAVAILABLE']);

/** A session that a clause is about. */
export interface Sample {
  readonly name: string;
  readonly make: () => SessionState;
}

/** What a clause works with: the codec, the sessions that it has to keep, and what these are compared by. */
export class Kit {
  readonly codec: SessionCodec;
  readonly options: ConformanceOptions;
  /** Writes a session as the text that the suite compares: plainbox 11, with all that the codec adds. */
  readonly #plain: SessionCodec;

  constructor(options: ConformanceOptions) {
    this.options = options;
    this.codec = options.codec;
    this.#plain = this.writing(extendFormat(formatV11, this.codec.format.extensions ?? {}));
  }

  get format(): SessionFormat {
    return this.codec.format;
  }

  /** The sessions that the codec has to keep whole: the ones given, and those of the suite that its format can hold. */
  get samples(): readonly Sample[] {
    const given = Object.entries(this.options.states ?? {}).map(([name, make]) => ({ name, make }));
    const own = [
      { name: 'a session with awkward ids', make: plainSession },
      { name: 'a session with something in every place', make: fullSession },
    ].filter(({ make }) => this.write(make()).losses.length === 0);
    return [...given, ...own];
  }

  /** The smallest thing that is more than nothing: for clauses that try every byte. */
  get smallSample(): SessionState {
    const [first] = Object.values(this.options.states ?? {});
    return first?.() ?? plainSession();
  }

  /** All that the suite compares of a session that is in memory. */
  describe(state: SessionState): string {
    return new TextDecoder().decode(this.#plain.suspendSync(state, CONTEXT));
  }

  /** The same of a stored one. */
  async describeStored(checkpoint: Checkpoint): Promise<string> {
    return new TextDecoder().decode(await this.#plain.fold(checkpoint, CONTEXT));
  }

  /** What the application says has to survive, as text. */
  project(state: SessionState): string {
    const own = JSON.stringify(this.options.project?.(state));
    // In an order of keys that doesn't depend on who made the object.
    return own === undefined ? 'nothing' : writeJson(fromPlainValue(JSON.parse(own)));
  }

  /** The text that a session would have whose text is this one: what follows from what it says is made of it anew. */
  redescribe(text: string, { units }: SessionState): string {
    const { format, registry } = this.#plain;
    const codec = new SessionCodec({
      format,
      envelopes: [],
      registry: registry.with({ formats: [format] }),
    });
    const snapshot = new TextEncoder().encode(text);
    return this.describe(codec.resumeSync({ snapshot }, units, CONTEXT));
  }

  /** Resumes what was made of a session. */
  resume(
    snapshot: Uint8Array,
    original: SessionState,
    context: ResumeContext = {},
    deltas: readonly Uint8Array[] = [],
  ): Promise<SessionState> {
    return this.codec.resume({ snapshot, deltas }, original.units, { ...CONTEXT, ...context });
  }

  /** What the codec's format makes of a session. */
  write(state: SessionState): WrittenSession {
    return this.format.write(this.represent(state));
  }

  represent(state: SessionState): SessionRepresentation {
    const { rules, extensions = {} } = this.format;
    const { sections = [], resultKinds = [] } = extensions;
    return represent(state, { rules, location: CONTEXT.location, sections, resultKinds });
  }

  /** A document of the codec's format as bytes, in its envelopes. */
  packDocument(document: ExactJson): Promise<Uint8Array> {
    return this.pack((this.format.encoding ?? jsonEncoding).encode(document));
  }

  /** Bytes in the codec's envelopes. */
  pack(bytes: Uint8Array): Promise<Uint8Array> {
    const { envelopes, registry } = this.codec;
    return new EnvelopeChain(envelopes, registry).wrap(bytes, envelopeContext('snapshot', CONTEXT));
  }

  /** A codec that writes another format bare, and reads what the one under test reads. */
  writing(format: SessionFormat): SessionCodec {
    const { registry } = this.codec;
    return new SessionCodec({ format, envelopes: [], registry });
  }

  /** Whether the codec can write deltas: what its envelopes require may not be possible synchronously. */
  get writesDeltas(): boolean {
    return (
      unlessAsynchronous(() => this.codec.suspendChanges([], this.delta(plainSession()))) !==
      undefined
    );
  }

  delta(state: SessionState): typeof CONTEXT & { readonly state: SessionState } {
    return { ...CONTEXT, state };
  }
}

/** What the call gives, or undefined where an envelope or its key can only be used asynchronously. */
export function unlessAsynchronous<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof CodecError && NOT_SYNCHRONOUS.has(error.code)) return undefined;
    throw error;
  }
}

/** For what an older format can't hold: undefined, where what failed is a refusal to lose it. */
export function unlessLost(error: unknown): undefined {
  if ((error as { readonly code?: unknown }).code !== 'WOULD_LOSE_DATA') throw error;
}

/** Two texts that have to be one; says where they part. */
export function assertSameText(actual: string, expected: string, what: string): void {
  if (actual === expected) return;
  let at = 0;
  while (actual[at] === expected[at]) at += 1;
  const around = (text: string): string =>
    JSON.stringify(text.slice(Math.max(at - 60, 0), at + 60));
  assert.fail(
    `${what} is different from character ${at} on: ${around(actual)}, where ${around(expected)} is due`,
  );
}

/** A map of JSON with keys set or replaced. */
export function withKeys(map: JsonMap, values: Iterable<readonly [string, ExactJson]>): JsonMap {
  return new Map([...map, ...values]);
}

/** An object within JSON, which has to be there. */
export function mapAt(json: ExactJson | undefined, ...path: readonly string[]): JsonMap {
  let at = json;
  for (const key of path) at = (at as JsonMap).get(key);
  assert.ok(typeof at === 'object' && at !== null && 'get' in at, `${path.join('.')} is no object`);
  return at;
}
