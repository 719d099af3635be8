import { CodecError } from '../errors.js';
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
    for (const envelope of this.written) wrapped = await envelope.wrap(wrapped, context);
    return wrapped;
  }

  wrapSync(bytes: Uint8Array, context: EnvelopeContext): Uint8Array {
    return this.written.reduce((wrapped, envelope) => {
      if (envelope.wrapSync === undefined) throw noSyncTwin(envelope);
      return envelope.wrapSync(wrapped, context);
    }, bytes);
  }

  async unwrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    const opened = new Opened(this.registry, context);
    let inner = bytes;
    for (let envelope = opened.next(inner); envelope; envelope = opened.next(inner)) {
      inner = await envelope.unwrap(inner, context);
    }
    opened.checkRequired(this.written);
    return inner;
  }

  unwrapSync(bytes: Uint8Array, context: EnvelopeContext): Uint8Array {
    const opened = new Opened(this.registry, context);
    let inner = bytes;
    for (let envelope = opened.next(inner); envelope; envelope = opened.next(inner)) {
      if (envelope.unwrapSync === undefined) throw noSyncTwin(envelope);
      inner = envelope.unwrapSync(inner, context);
    }
    opened.checkRequired(this.written);
    return inner;
  }
}

/** The envelopes that were taken off one piece of bytes. */
class Opened {
  private readonly ids: string[] = [];
  private readonly registry: CodecRegistry;
  private readonly context: EnvelopeContext;

  constructor(registry: CodecRegistry, context: EnvelopeContext) {
    this.registry = registry;
    this.context = context;
  }

  next(bytes: Uint8Array): Envelope | undefined {
    const envelope = this.registry.envelopeOf(bytes);
    if (envelope === undefined) return undefined;
    const { maxEnvelopes } = this.context.limits;
    if (this.ids.length === maxEnvelopes) {
      throw limitExceeded('maxEnvelopes', maxEnvelopes, 'The session has too many envelopes');
    }
    this.ids.push(envelope.id);
    return envelope;
  }

  checkRequired(written: readonly Envelope[]): void {
    const missing = written.find(({ id, required }) => required === true && !this.ids.includes(id));
    if (missing !== undefined) {
      throw new CodecError(
        'ENVELOPE_REQUIRED',
        `The session has no ${missing.id} envelope, though one is required: it was not written by this program, or was replaced`,
      );
    }
  }
}

function noSyncTwin(envelope: Envelope): CodecError {
  return new CodecError(
    'ENVELOPE_UNAVAILABLE',
    `The envelope ${envelope.id} can't be used synchronously here: use the asynchronous call`,
  );
}
