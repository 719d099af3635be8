import type { ExactJson } from '@plainbox/state';
import type { Checkpoint, PeekSource, ReadContext } from './context.js';
import type { DeltaBytes } from './deltas/delta-bytes.js';
import type { Delta } from './deltas/delta-json.js';
import { DeltaFold } from './deltas/fold.js';
import type { EnvelopeContext } from './envelopes/envelope.js';
import type { EnvelopeChain } from './envelopes/envelope-chain.js';
import { decodeDocument } from './formats/decode-document.js';
import { dispatch, formatOf } from './formats/document.js';
import { KnownShapes } from './json/known-shapes.js';
import { noteLength } from './json/likely-length.js';
import { readJson } from './json/reader.js';
import { limitExceeded, resolveLimits } from './limits.js';
import { asByteSource, type ByteSource } from './peek/byte-source.js';
import type { SessionPeek } from './peek/session-peek.js';
import { Summary } from './peek/summary.js';
import { type BudgetedContext, ReadBudget } from './read-budget.js';
import type { CodecRegistry } from './registry.js';
import type { SessionRepresentation } from './representation/session-representation.js';

// Enough of the beginning to know an envelope by.
const HEAD = 64;

/** The way from stored bytes to a representation: envelopes, encoding, format, deltas. */
export class CheckpointReader {
  private readonly registry: CodecRegistry;
  private readonly envelopes: EnvelopeChain;
  private readonly deltas: DeltaBytes;

  constructor(registry: CodecRegistry, envelopes: EnvelopeChain, deltas: DeltaBytes) {
    this.registry = registry;
    this.envelopes = envelopes;
    this.deltas = deltas;
  }

  async read(checkpoint: Checkpoint, context: ReadContext): Promise<SessionRepresentation> {
    const whole = readingContext(context);
    checkSize(checkpoint.snapshot.length, checkpoint.deltas, whole);
    try {
      const text = await this.envelopes.unwrap(checkpoint.snapshot, whole);
      const base = this.decode(text, whole);
      noteLength(text.length + lengthOf(checkpoint.deltas));
      const fold = new DeltaFold(base.representation, context.location);
      const changed = forDeltas(whole);
      const shapes = new KnownShapes();
      for (const delta of checkpoint.deltas ?? []) {
        const read = this.deltas.read(delta, changed, shapes);
        fold.add(read instanceof Promise ? await read : read);
      }
      return fold.representation;
    } catch (error) {
      throw whole.limits.asWhole(error);
    }
  }

  readSync(checkpoint: Checkpoint, context: ReadContext): SessionRepresentation {
    const whole = readingContext(context);
    checkSize(checkpoint.snapshot.length, checkpoint.deltas, whole);
    try {
      const text = this.envelopes.unwrapSync(checkpoint.snapshot, whole);
      const base = this.decode(text, whole);
      noteLength(text.length + lengthOf(checkpoint.deltas));
      const fold = new DeltaFold(base.representation, context.location);
      const changed = forDeltas(whole);
      const shapes = new KnownShapes();
      for (const delta of checkpoint.deltas ?? []) {
        fold.add(this.deltas.readSync(delta, changed, shapes));
      }
      return fold.representation;
    } catch (error) {
      throw whole.limits.asWhole(error);
    }
  }

  /** Reads as little as it can: a summary where there is one, all of the session where there is none. */
  async peek({ snapshot, deltas }: PeekSource, context: ReadContext): Promise<SessionPeek> {
    const source = asByteSource(snapshot);
    const whole = readingContext(context);
    checkSize(source.size, deltas, whole);
    try {
      const opened = await this.openDeltas(deltas, whole);
      // What a summary is made of may be read again.
      const summary = await this.summarize(source, { ...whole, limits: whole.limits.copy() });
      const follows = opened.every(({ changes }) =>
        changes.every((change) => summary.apply(change)),
      );
      if (follows) return this.checked(summary);
      return this.checked(await this.foldedSummary(source, opened, whole, context.location));
    } catch (error) {
      throw whole.limits.asWhole(error);
    }
  }

  private async summarize(source: ByteSource, whole: BudgetedContext): Promise<Summary> {
    const opening = this.envelopes.open(whole);
    let rest: ByteSource = source;
    for (;;) {
      const envelope = opening.next(await rest.read(0, HEAD));
      if (envelope === undefined) break;
      const tailAt = Math.max(rest.size - (envelope.summaryTail ?? 0), 0);
      const found = envelope.findSummary?.(await rest.read(tailAt, rest.size - tailAt));
      if (found !== undefined) {
        opening.checkRequired();
        return Summary.fromJson(readJson(found, whole.limits));
      }
      rest = asByteSource(await envelope.unwrap(await rest.read(0, rest.size), whole));
    }
    opening.checkRequired();
    return this.summaryOf(await rest.read(0, rest.size), whole);
  }

  private summaryOf(bytes: Uint8Array, context: BudgetedContext): Summary {
    const { version, representation } = this.decode(bytes, context);
    return Summary.of(version, representation.session);
  }

  private async foldedSummary(
    source: ByteSource,
    deltas: readonly Delta[],
    whole: BudgetedContext,
    location: string | undefined,
  ): Promise<Summary> {
    const bytes = await this.envelopes.unwrap(await source.read(0, source.size), whole);
    const { version, representation } = this.decode(bytes, whole);
    const fold = new DeltaFold(representation, location);
    for (const delta of deltas) fold.add(delta);
    return Summary.of(version, fold.representation.session);
  }

  private checked(summary: Summary): SessionPeek {
    return summary.peek(formatOf(summary.version, this.registry).notPeeked);
  }

  private async openDeltas(
    deltas: readonly Uint8Array[] = [],
    whole: BudgetedContext,
  ): Promise<Delta[]> {
    const changed = forDeltas(whole);
    const opened: Delta[] = [];
    const shapes = new KnownShapes();
    for (const delta of deltas) opened.push(await this.deltas.read(delta, changed, shapes));
    return opened;
  }

  private decode(
    bytes: Uint8Array,
    context: BudgetedContext,
  ): { readonly version: string | number; readonly representation: SessionRepresentation } {
    const { document, format } = dispatch(this.parse(bytes, context), this.registry);
    return { version: format.version, representation: format.read(document) };
  }

  private parse(bytes: Uint8Array, { limits }: BudgetedContext): ExactJson {
    if (bytes.length > limits.maxTextBytes) {
      throw limitExceeded('maxTextBytes', limits.maxTextBytes, 'The session is too long');
    }
    const { json, values } = decodeDocument(this.registry.encodingOf(bytes), bytes, limits);
    limits.spend(bytes.length, values);
    return json;
  }
}

/** What reading a checkpoint takes, of which all of it shares the limits. */
function readingContext(context: ReadContext): BudgetedContext {
  const { limits, ...parts } = envelopeContext('snapshot', context);
  return { ...parts, limits: new ReadBudget(limits) };
}

function forDeltas(whole: BudgetedContext): BudgetedContext {
  return { ...whole, kind: 'delta' };
}

/** What envelopes are to know. */
export function envelopeContext(
  kind: EnvelopeContext['kind'],
  { sessionId, limits }: ReadContext,
): EnvelopeContext {
  return { kind, sessionId, limits: resolveLimits(limits) };
}

function checkSize(
  snapshot: number,
  deltas: readonly Uint8Array[] | undefined,
  { limits: { maxBytes } }: EnvelopeContext,
): void {
  const size = snapshot + lengthOf(deltas);
  if (size > maxBytes) throw limitExceeded('maxBytes', maxBytes, `The session has ${size} bytes`);
}

function lengthOf(deltas: readonly Uint8Array[] = []): number {
  return deltas.reduce((sum, delta) => sum + delta.length, 0);
}
