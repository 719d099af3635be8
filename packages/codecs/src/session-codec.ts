import { type SessionChange, SessionMetadata, type SessionState, type Unit } from '@plainbox/state';
import { CheckpointReader, envelopeContext } from './checkpoint-reader.js';
import type {
  ChangesContext,
  Checkpoint,
  FoldContext,
  PeekSource,
  ReadContext,
  ResumeContext,
  SuspendContext,
} from './context.js';
import { CheckpointChain } from './deltas/checkpoint-chain.js';
import { DeltaBytes } from './deltas/delta-bytes.js';
import type { DeltaChange } from './deltas/delta-json.js';
import { NextCheckpoints } from './deltas/next-checkpoints.js';
import { recordChanges } from './deltas/record-changes.js';
import type { Envelope, EnvelopeContext } from './envelopes/envelope.js';
import { EnvelopeChain } from './envelopes/envelope-chain.js';
import { CodecError } from './errors.js';
import { jsonEncoding } from './formats/encoding.js';
import type { SessionFormat } from './formats/session-format.js';
import { WouldLoseDataError } from './formats/would-lose-data-error.js';
import { writeJsonBytes } from './json/writer.js';
import { asByteSource } from './peek/byte-source.js';
import { ResultTally } from './peek/result-tally.js';
import type { SessionPeek } from './peek/session-peek.js';
import { Summary } from './peek/summary.js';
import type { CodecRegistry } from './registry.js';
import { storedDevices, withDevices } from './representation/devices.js';
import type { Extensions } from './representation/extensions.js';
import { isJsonMap, withKey } from './representation/json-map.js';
import { Listing } from './representation/listing.js';
import { pathMap, represent } from './representation/represent.js';
import { restore, startSession } from './representation/restore.js';
import {
  type InspectContext,
  readContents,
  type SessionContents,
} from './representation/session-contents.js';
import type { SessionRepresentation } from './representation/session-representation.js';
import { changedSections, suspendSections } from './sections/section.js';

/** What a codec writes, and what it can read. */
export interface SessionCodecParts {
  readonly format: SessionFormat;
  /** Innermost first. */
  readonly envelopes: readonly Envelope[];
  readonly registry: CodecRegistry;
}

const NO_EXTENSIONS: Extensions = { sections: [], resultKinds: [] };

/** A session ⇄ bytes. Holds no session: one codec serves any number of them. */
export class SessionCodec {
  readonly format: SessionFormat;
  /** What is put around the bytes, innermost first. */
  readonly envelopes: readonly Envelope[];
  /** All that can be read. */
  readonly registry: CodecRegistry;
  private readonly chain: EnvelopeChain;
  private readonly deltas: DeltaBytes;
  private readonly reader: CheckpointReader;
  private readonly extensions: Extensions;
  private readonly checkpoints = new CheckpointChain();

  constructor({ format, envelopes, registry }: SessionCodecParts) {
    this.format = format;
    this.envelopes = envelopes;
    this.registry = registry;
    this.chain = new EnvelopeChain(envelopes, registry);
    this.deltas = new DeltaBytes(envelopes, registry);
    this.reader = new CheckpointReader(registry, this.chain, this.deltas);
    this.extensions = { ...NO_EXTENSIONS, ...format.extensions };
  }

  /** The whole session as bytes. The state is read before this returns; only the envelopes take their time. */
  async suspend(state: SessionState, context: SuspendContext = {}): Promise<Uint8Array> {
    const checkpoints = new NextCheckpoints(context.chain ?? this.checkpoints);
    const representation = this.represent(state, context, checkpoints);
    const { bytes, wrapping } = this.encode(representation, context);
    // Before this returns, as the state may change on, and changes be told.
    const goBack = checkpoints.goOnTrial();
    try {
      return await this.chain.wrap(bytes, wrapping);
    } catch (error) {
      goBack();
      throw error;
    }
  }

  /** The twin of {@link suspend} for exit paths and scripts. */
  suspendSync(state: SessionState, context: SuspendContext = {}): Uint8Array {
    const checkpoints = new NextCheckpoints(context.chain ?? this.checkpoints);
    const representation = this.represent(state, context, checkpoints);
    const { bytes, wrapping } = this.encode(representation, context);
    const wrapped = this.chain.wrapSync(bytes, wrapping);
    checkpoints.goOn();
    return wrapped;
  }

  /**
   * What changed since the last checkpoint, as one line of JSON; costs what changed. To be called at once with what a
   * change tracker gave, while the state is as these changes left it.
   *
   * @throws CodecError `SNAPSHOT_NEEDED` after a resume whose state is not what the bytes hold, see
   *   {@link CheckpointChain.goesOn}: a {@link suspend} has to come first.
   */
  suspendChanges(changes: readonly SessionChange[], context: ChangesContext): Uint8Array {
    const { state, devices = [] } = context;
    const checkpoints = new NextCheckpoints(context.chain ?? this.checkpoints);
    const recorded = this.record(changes, state, context, checkpoints);
    for (const { device, state: other, changes: own } of devices) {
      const others = this.record(own, other, context, checkpoints);
      if (others.length > 0) recorded.push({ kind: 'device', device, changes: others });
    }
    const delta = { changes: recorded, logPaths: this.format.rules.logPaths };
    const bytes = this.deltas.write(delta, envelopeContext('delta', context));
    checkpoints.goOn();
    return bytes;
  }

  /**
   * The session that the bytes hold, over units that are known here. No bytes at all are a session without a past. What
   * changes from here on can be told by {@link suspendChanges}, behind the same bytes.
   */
  async resume(
    checkpoint: Checkpoint,
    units: Iterable<Unit>,
    context: ResumeContext = {},
  ): Promise<SessionState> {
    if (isEmpty(checkpoint)) return startSession(units, context);
    const representation = await this.reader.read(checkpoint, context);
    return this.restore(representation, units, context);
  }

  /** The twin of {@link resume}. */
  resumeSync(
    checkpoint: Checkpoint,
    units: Iterable<Unit>,
    context: ResumeContext = {},
  ): SessionState {
    if (isEmpty(checkpoint)) return startSession(units, context);
    const representation = this.reader.readSync(checkpoint, context);
    return this.restore(representation, units, context);
  }

  /**
   * The metadata of a session and how much is in it, without its jobs and without knowing any unit. What this codec wrote
   * has a summary at its end, so that it takes as long for a large session as for a small one.
   */
  async peek(source: PeekSource, context: ReadContext = {}): Promise<SessionPeek> {
    const { size } = asByteSource(source.snapshot);
    if (size > 0 || source.deltas?.length) return this.reader.peek(source, context);
    const counts = { jobs: 0, results: 0, outcomes: new Map() };
    return { version: this.format.version, metadata: new SessionMetadata(), counts };
  }

  /**
   * All that a checkpoint says, without knowing any unit: for reports, and for looking at a session whose job files are
   * gone. Of a damaged session the readable part, where the context takes the problems.
   */
  async inspect(checkpoint: Checkpoint, context: InspectContext = {}): Promise<SessionContents> {
    return readContents(
      await this.reader.read(checkpoint, context),
      context,
      this.extensions.resultKinds,
    );
  }

  /** The snapshot that stands for a snapshot and the deltas after it. Needs no units, and checks no more than it must. */
  async fold(checkpoint: Checkpoint, context: FoldContext = {}): Promise<Uint8Array> {
    const { bytes, wrapping } = this.encode(await this.reader.read(checkpoint, context), context);
    return this.chain.wrap(bytes, wrapping);
  }

  private represent(
    state: SessionState,
    context: SuspendContext,
    checkpoints: NextCheckpoints,
  ): SessionRepresentation {
    const representation = this.representOne(state, context, checkpoints);
    const { devices } = context;
    if (devices === undefined) return representation;
    const session = withDevices(
      representation.session,
      devices,
      (other) => this.representOne(other, context, checkpoints).session,
    );
    return { ...representation, session };
  }

  private representOne(
    state: SessionState,
    { location }: SuspendContext,
    checkpoints: NextCheckpoints,
  ): SessionRepresentation {
    const listing = new Listing(state);
    const { rules } = this.format;
    const representation = represent(state, { rules, location, listing, ...this.extensions });
    const sections = representation.session.get('sections');
    checkpoints.add(state, { listing, sections: isJsonMap(sections) ? sections : new Map() });
    return representation;
  }

  private record(
    changes: readonly SessionChange[],
    state: SessionState,
    { location }: ChangesContext,
    checkpoints: NextCheckpoints,
  ): DeltaChange[] {
    const { sections: defined, resultKinds: kinds } = this.extensions;
    if (checkpoints.chain.isBrokenOff(state)) throw snapshotNeeded();
    const last = checkpoints.chain.lastOf(state);
    const results = { mapPath: pathMap(this.format.rules, location), kinds };
    const recorded = recordChanges(changes, state, results, last);
    const sections = suspendSections(state, defined);
    const changed = changedSections(last?.sections, sections, defined);
    if (changed.size > 0) recorded.changes.push({ kind: 'sections', values: changed });
    checkpoints.add(state, { listing: recorded.listing, sections });
    return recorded.changes;
  }

  private restore(
    representation: SessionRepresentation,
    units: Iterable<Unit>,
    context: ResumeContext,
  ): SessionState {
    const chained = { ...context, chain: context.chain ?? this.checkpoints };
    context.onDevices?.(storedDevices(representation, chained, this.extensions));
    return restore(representation, units, chained, this.extensions);
  }

  private encode(
    representation: SessionRepresentation,
    context: SuspendContext,
  ): { readonly bytes: Uint8Array; readonly wrapping: EnvelopeContext } {
    const { format } = this;
    const { counted, tally } = countedOnTheWay(representation);
    const { document, losses } = format.write(counted);
    if (losses.length > 0 && context.allowLoss !== true) {
      throw new WouldLoseDataError(format.version, losses);
    }
    const bytes = (format.encoding ?? jsonEncoding).encode(document);
    // Of what was written, not of what was to be: the two differ where a loss was allowed.
    const { session } = format.read(document);
    const isWhole = session.get('results') === counted.session.get('results');
    const counts = isWhole ? (representation.counts ?? tally?.counts) : undefined;
    const summary = Summary.of(format.version, session, counts);
    return {
      bytes,
      wrapping: {
        ...envelopeContext('snapshot', context),
        summary: writeJsonBytes(summary.toJson()),
      },
    };
  }
}

/** The representation with its results counted as they are written, unless that is done. */
function countedOnTheWay(representation: SessionRepresentation): {
  readonly counted: SessionRepresentation;
  readonly tally?: ResultTally;
} {
  const results = representation.session.get('results');
  if (representation.counts !== undefined || !isJsonMap(results))
    return { counted: representation };
  const tally = new ResultTally(results);
  const session = withKey(representation.session, 'results', tally);
  return { counted: { ...representation, session }, tally };
}

/** A session that was created and never saved. Where there are deltas there was a snapshot, and it is lost. */
function isEmpty({ snapshot, deltas = [] }: Checkpoint): boolean {
  return snapshot.length === 0 && deltas.length === 0;
}

function snapshotNeeded(): CodecError {
  return new CodecError(
    'SNAPSHOT_NEEDED',
    'the state is not what the bytes hold that it was resumed from, so no delta can go on from them: write it by suspend() first',
  );
}
