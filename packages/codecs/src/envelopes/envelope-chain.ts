import { CodecError, SessionResumeError } from '../errors.js';
import { limitExceeded } from '../limits.js';
import type { CodecRegistry } from '../registry.js';
import type { Envelope, EnvelopeContext } from './envelope.js';

/**
 * The envelopes around a session, innermost first: put on in this order, taken off in reverse.
 *
 * What is taken off is found by first bytes among all that the registry knows, so that a codec reads what another
 * setting wrote; but an envelope that is required must be there.
 */
export class EnvelopeChain {
  private readonly written: readonly Envelope[];
  private readonly registry: CodecRegistry;

  constructor(written: readonly Envelope[], registry: CodecRegistry) {
    this.written = written;
    this.registry = registry;
  }

  async wrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    let wrapped = bytes;
    let inner = context;
    for (const envelope of this.written) {
      wrapped = await envelope.wrap(wrapped, inner);
      inner = outside(envelope, inner);
    }
    return wrapped;
  }

  wrapSync(bytes: Uint8Array, context: EnvelopeContext): Uint8Array {
    let wrapped = bytes;
    let inner = context;
    for (const envelope of this.written) {
      if (envelope.wrapSync === undefined) throw noSyncTwin(envelope);
      wrapped = envelope.wrapSync(wrapped, inner);
      inner = outside(envelope, inner);
    }
    return wrapped;
  }

  async unwrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    const opening = this.open(context);
    let inner = bytes;
    for (let envelope = opening.next(inner); envelope; envelope = opening.next(inner)) {
      inner = await envelope.unwrap(inner, context);
    }
    opening.checkRequired();
    return inner;
  }

  unwrapSync(bytes: Uint8Array, context: EnvelopeContext): Uint8Array {
    const opening = this.open(context);
    let inner = bytes;
    for (let envelope = opening.next(inner); envelope; envelope = opening.next(inner)) {
      if (envelope.unwrapSync === undefined) throw noSyncTwin(envelope);
      inner = envelope.unwrapSync(inner, context);
    }
    opening.checkRequired();
    return inner;
  }

  /** For whoever takes the envelopes off one by one. */
  open(context: EnvelopeContext): EnvelopeOpening {
    return new EnvelopeOpening(this.written, this.registry, context);
  }
}

/** The envelopes that are taken off one piece of bytes. */
export class EnvelopeOpening {
  private readonly opened: string[] = [];
  private readonly written: readonly Envelope[];
  private readonly registry: CodecRegistry;
  private readonly context: EnvelopeContext;

  constructor(written: readonly Envelope[], registry: CodecRegistry, context: EnvelopeContext) {
    this.written = written;
    this.registry = registry;
    this.context = context;
  }

  /** The envelope that bytes beginning like this are in; undefined when they are in none. */
  next(head: Uint8Array): Envelope | undefined {
    const envelope = this.registry.envelopeOf(head);
    if (envelope === undefined) return undefined;
    const { maxEnvelopes } = this.context.limits;
    if (this.opened.length === maxEnvelopes) {
      throw limitExceeded('maxEnvelopes', maxEnvelopes, 'The session has too many envelopes');
    }
    this.opened.push(envelope.id);
    return envelope;
  }

  /** Refuses bytes that came without an envelope that is required. */
  checkRequired(): void {
    const missing = this.written.find(
      ({ id, required }) => required === true && !this.opened.includes(id),
    );
    if (missing !== undefined) {
      throw new SessionResumeError(
        'ENVELOPE_REQUIRED',
        `The session has no ${missing.id} envelope, though one is required: it was not written by this program, or was replaced`,
      );
    }
  }
}

/** What the envelope around this one gets: nothing that tells what one that is required may be there to hide. */
function outside({ required }: Envelope, context: EnvelopeContext): EnvelopeContext {
  if (required !== true) return context;
  const { summary: _, ...rest } = context;
  return rest;
}

function noSyncTwin(envelope: Envelope): CodecError {
  return new CodecError(
    'ENVELOPE_UNAVAILABLE',
    `The envelope ${envelope.id} can't be used synchronously here: use the asynchronous call`,
  );
}
