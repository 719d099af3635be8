// A format in another encoding and an envelope that authenticates, as others might write them.
import { createHash } from 'node:crypto';
import type { ExactJson } from '@plainbox/state';
import {
  defineEnvelope,
  defineFormat,
  type Encoding,
  type Envelope,
  type EnvelopeContext,
  type SessionFormat,
} from '../../src/index.js';
import { toPlainMaps } from '../../src/json/plain-values.js';
import { readJson } from '../../src/json/reader.js';
import { writeJsonBytes } from '../../src/json/writer.js';

const INVERTED = 0xff;

/** JSON with every bit turned, which is enough to be no JSON. */
export const invertedEncoding: Encoding = {
  id: 'inverted',
  matches: (bytes) => bytes[0] === ('{'.charCodeAt(0) ^ INVERTED),
  encode: (document) => inverted(writeJsonBytes(document)),
  decode: (bytes, limits): ExactJson => toPlainMaps(readJson(inverted(bytes), limits)),
};

export const invertedFormat: SessionFormat = defineFormat({
  version: 'com.acme.inverted/1',
  encoding: invertedEncoding,
});

export function inverted(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => byte ^ INVERTED);
}

const SEAL_MAGIC = Buffer.from('SEAL');
const SEAL_LENGTH = 32;

/** Not secret, but nobody without the key can change it. */
export class Seal implements Envelope {
  readonly id = 'seal';
  readonly required = true;

  matches(bytes: Uint8Array): boolean {
    return SEAL_MAGIC.equals(bytes.subarray(0, SEAL_MAGIC.length));
  }

  async wrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    return this.wrapSync(bytes, context);
  }

  async unwrap(bytes: Uint8Array, context: EnvelopeContext): Promise<Uint8Array> {
    return this.unwrapSync(bytes, context);
  }

  wrapSync(bytes: Uint8Array, context: EnvelopeContext): Uint8Array {
    return Buffer.concat([SEAL_MAGIC, this.seal(bytes, context), bytes]);
  }

  unwrapSync(bytes: Uint8Array, context: EnvelopeContext): Uint8Array {
    const inner = bytes.slice(SEAL_MAGIC.length + SEAL_LENGTH);
    const seal = bytes.subarray(SEAL_MAGIC.length, SEAL_MAGIC.length + SEAL_LENGTH);
    if (!this.seal(inner, context).equals(seal)) throw new Error('the seal is broken');
    return inner;
  }

  protected seal(bytes: Uint8Array, context: EnvelopeContext): Buffer {
    return createHash('sha256').update(this.bound(context)).update(bytes).digest();
  }

  protected bound({ kind, sessionId }: EnvelopeContext): string {
    return `key:${kind}:${sessionId}:`;
  }
}

export const sealEnvelope: Envelope = defineEnvelope(new Seal());
