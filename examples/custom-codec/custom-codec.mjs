// Sessions in CBOR instead of JSON, each with a section that tells where its device stands.
import {
  CorruptedSessionError,
  createCodec,
  defineFormat,
  defineSection,
  extendFormat,
  toPlainMaps,
} from '@plainbox/codecs';
import { Float } from '@plainbox/state';
import { decode, encode, Token, Type } from 'cborg';
import { bigIntDecoder, bigIntEncoder, bigNegIntDecoder } from 'cborg/taglib';
import * as z from 'zod';

const SELF_DESCRIBED = Uint8Array.of(0xd9, 0xd9, 0xf7); // how CBOR begins that says so: RFC 8949, 3.4.6
const INTEGRAL_FLOAT = 0x70_62_66; // a tag of ours: to JavaScript alone 1.0 is 1

/** The bytes of an integer, unless it would take no end of time to make it of them. */
function bounded(bytes, { maxNumberDigits: maximum }) {
  if ((bytes.length - 1) * Math.log10(256) < maximum) return bytes;
  throw new CorruptedSessionError('a long number', { limit: { name: 'maxNumberDigits', maximum } });
}

const cbor = {
  id: 'cbor',
  matches: (bytes) => SELF_DESCRIBED.every((byte, at) => bytes[at] === byte),
  encode: (document) => {
    const float = (value) =>
      value instanceof Float
        ? [new Token(Type.tag, INTEGRAL_FLOAT), new Token(Type.float, value.value)]
        : null;
    const options = { typeEncoders: { bigint: bigIntEncoder, Object: float } };
    return Buffer.concat([SELF_DESCRIBED, encode(toPlainMaps(document), options)]);
  },
  decode: (bytes, limits) =>
    decode(bytes.subarray(SELF_DESCRIBED.length), {
      useMaps: true,
      rejectDuplicateMapKeys: true,
      tags: {
        2: (content) => bigIntDecoder(() => bounded(content(), limits)),
        3: (content) => bigNegIntDecoder(() => bounded(content(), limits)),
        [INTEGRAL_FLOAT]: (content) => new Float(content()),
      },
    }),
};

export const rackSlots = new WeakMap(); // where each session's device stands; beside the state, never in it
const rackSection = defineSection({
  name: 'com.example.rack-slot', // a program without it keeps what it finds there
  version: 2,
  schema: z.object({ rack: z.string(), slot: z.number().int(), side: z.enum(['front', 'rear']) }),
  suspend: (state) => rackSlots.get(state),
  resume: (state, slot) => rackSlots.set(state, slot),
  upgrades: { 1: (old) => ({ ...old, side: 'front' }) }, // 1 → 2, kept for ever
});

const format = defineFormat({ version: 'com.example.cbor/1', encoding: cbor });
export const codec = createCodec({ format: extendFormat(format, { sections: [rackSection] }) });
