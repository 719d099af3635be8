import type { ExactJson, SessionChange, SessionState, Unit } from '@plainbox/state';
import type {
  ChangesContext,
  Checkpoint,
  ReadContext,
  ResumeContext,
  SuspendContext,
} from './context.js';
import { DeltaBytes } from './deltas/delta-bytes.js';
import type { Delta } from './deltas/delta-json.js';
import { foldDeltas } from './deltas/fold.js';
import { recordChanges } from './deltas/record-changes.js';
import type { Envelope, EnvelopeContext } from './envelopes/envelope.js';
import { EnvelopeChain } from './envelopes/envelope-chain.js';
import { dispatch } from './formats/document.js';
import type { Encoding } from './formats/encoding.js';
import type { SessionFormat } from './formats/session-format.js';
import { WouldLoseDataError } from './formats/would-lose-data-error.js';
import { limitExceeded, resolveLimits } from './limits.js';
import type { CodecRegistry } from './registry.js';
import type { Extensions } from './representation/extensions.js';
import { pathMap, represent } from './representation/represent.js';
import { restore, startSession } from './representation/restore.js';
import type { SessionRepresentation } from './representation/session-representation.js';

/** What a codec writes, and what it can read. */
export interface SessionCodecParts {
  readonly format: SessionFormat;
  readonly encoding: Encoding;
  /** Innermost first. */
  readonly envelopes: readonly Envelope[];
  readonly registry: CodecRegistry;
}

const NO_EXTENSIONS: Extensions = { sections: [], resultKinds: [] };

/** A session ⇄ bytes. Holds no session: one codec serves any number of them. */
export class SessionCodec {
  readonly format: SessionFormat;
  private readonly encoding: Encoding;
  private readonly registry: CodecRegistry;
  private readonly envelopes: EnvelopeChain;
  private readonly deltas: DeltaBytes;
  private readonly extensions: Extensions;

  constructor({ format, encoding, envelopes, registry }: SessionCodecParts) {
    this.format = format;
    this.encoding = encoding;
    this.registry = registry;
    this.envelopes = new EnvelopeChain(envelopes, registry);
    this.deltas = new DeltaBytes(envelopes, registry);
    this.extensions = format.extensions ?? NO_EXTENSIONS;
  }

  /** The whole session as bytes. The state is read before this returns; only the envelopes take their time. */
  async suspend(state: SessionState, context: SuspendContext = {}): Promise<Uint8Array> {
    const bytes = this.encode(this.represent(state, context), context);
    return this.envelopes.wrap(bytes, envelopeContext('snapshot', context));
  }

  /** The twin of {@link suspend} for exit paths and scripts. */
  suspendSync(state: SessionState, context: SuspendContext = {}): Uint8Array {
    const bytes = this.encode(this.represent(state, context), context);
    return this.envelopes.wrapSync(bytes, envelopeContext('snapshot', context));
  }

  /**
   * What changed since the last checkpoint, as one line of JSON; costs what changed. To be called at once with what a
   * change tracker gave, while the state is as these changes left it.
   */
  suspendChanges(changes: readonly SessionChange[], context: ChangesContext): Uint8Array {
    const { state, location } = context;
    const { rules } = this.format;
    const recorded = recordChanges(changes, state, {
      mapPath: pathMap(rules, location),
      kinds: this.extensions.resultKinds,
    });
    const delta = { changes: recorded, logPaths: rules.logPaths };
    return this.deltas.write(delta, envelopeContext('delta', context));
  }

  /** The session that the bytes hold, over units that are known here. No bytes at all are a session without a past. */
  async resume(
    checkpoint: Checkpoint,
    units: Iterable<Unit>,
    context: ResumeContext = {},
  ): Promise<SessionState> {
    if (isEmpty(checkpoint)) return startSession(units, context);
    return restore(await this.read(checkpoint, context), units, context, this.extensions);
  }

  /** The twin of {@link resume}. */
  resumeSync(
    checkpoint: Checkpoint,
    units: Iterable<Unit>,
    context: ResumeContext = {},
  ): SessionState {
    if (isEmpty(checkpoint)) return startSession(units, context);
    return restore(this.readSync(checkpoint, context), units, context, this.extensions);
  }

  /** The snapshot that stands for a snapshot and the deltas after it. Needs no units, and checks no more than it needs. */
  async fold(checkpoint: Checkpoint, context: FoldContext = {}): Promise<Uint8Array> {
    const bytes = this.encode(await this.read(checkpoint, context), context);
    return this.envelopes.wrap(bytes, envelopeContext('snapshot', context));
  }

  private represent(state: SessionState, { location }: SuspendContext): SessionRepresentation {
    return represent(state, { rules: this.format.rules, location, ...this.extensions });
  }

  private encode(
    representation: SessionRepresentation,
    { allowLoss = false }: SuspendContext,
  ): Uint8Array {
    const { json, losses } = this.format.write(representation);
    if (losses.length > 0 && !allowLoss) throw new WouldLoseDataError(this.format.version, losses);
    return this.encoding.encode(json);
  }

  private async read(
    { snapshot, deltas = [] }: Checkpoint,
    context: ReadContext,
  ): Promise<SessionRepresentation> {
    const whole = envelopeContext('snapshot', context);
    checkSize(snapshot, whole);
    const base = this.decode(await this.envelopes.unwrap(snapshot, whole), whole);
    const changed = envelopeContext('delta', context);
    const opened: Delta[] = [];
    for (const delta of deltas) opened.push(await this.deltas.read(delta, changed));
    return foldDeltas(base, opened, context.location);
  }

  private readSync(
    { snapshot, deltas = [] }: Checkpoint,
    context: ReadContext,
  ): SessionRepresentation {
    const whole = envelopeContext('snapshot', context);
    checkSize(snapshot, whole);
    const base = this.decode(this.envelopes.unwrapSync(snapshot, whole), whole);
    const changed = envelopeContext('delta', context);
    const opened = deltas.map((delta) => this.deltas.readSync(delta, changed));
    return foldDeltas(base, opened, context.location);
  }

  private decode(bytes: Uint8Array, context: EnvelopeContext): SessionRepresentation {
    const { document, format } = dispatch(this.parse(bytes, context), this.registry);
    return format.read(document);
  }

  private parse(bytes: Uint8Array, { limits }: EnvelopeContext): ExactJson {
    if (bytes.length > limits.maxTextBytes) {
      throw limitExceeded('maxTextBytes', limits.maxTextBytes, 'The session is too long');
    }
    return this.registry.encodingOf(bytes).decode(bytes, limits);
  }
}

/** What folding takes into account. */
export interface FoldContext extends SuspendContext, ReadContext {}

function isEmpty({ snapshot }: Checkpoint): boolean {
  return snapshot.length === 0;
}

function envelopeContext(
  kind: EnvelopeContext['kind'],
  { sessionId, limits }: ReadContext,
): EnvelopeContext {
  return { kind, sessionId, limits: resolveLimits(limits) };
}

function checkSize(bytes: Uint8Array, { limits: { maxBytes } }: EnvelopeContext): void {
  if (bytes.length > maxBytes) {
    throw limitExceeded('maxBytes', maxBytes, `The session has ${bytes.length} bytes`);
  }
}
