// Sessions in CBOR instead of JSON, each with a section that tells where its device stands.
import {
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

const cbor = {
  id: 'cbor',
  matches: (bytes) => SELF_DESCRIBED.every((byte, at) => bytes[at] === byte),
  encode: (document) => {
    const float = (value) =>
      value instanceof Float
        ? [new Token(Type.tag, INTEGRAL_FLOAT), new Token(Type.float, value.value)]
        : null;
    const typeEncoders = { bigint: bigIntEncoder, Object: float };
    return Buffer.concat([SELF_DESCRIBED, encode(toPlainMaps(document), { typeEncoders })]);
  },
  decode: (bytes) =>
    decode(bytes.subarray(SELF_DESCRIBED.length), {
      useMaps: true,
      rejectDuplicateMapKeys: true,
      tags: {
        2: bigIntDecoder,
        3: bigNegIntDecoder,
        [INTEGRAL_FLOAT]: (content) => new Float(content()),
      },
    }),
};

/** Where each session's device stands; beside the state, never in it. */
export const rackSlots = new WeakMap();

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
