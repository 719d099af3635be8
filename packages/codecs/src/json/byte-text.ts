import { decodeText } from './text.js';

/** Parts of some bytes as strings. Each is a string of its own, which keeps nothing else in memory. */
export interface ByteText {
  /** Bytes of ASCII. */
  ascii(start: number, end: number): string;
  /** Bytes of UTF-8, which are checked. */
  utf8(start: number, end: number): string;
}

/** Node's buffers make short strings several times quicker than a decoder does, and elsewhere there is a decoder. */
export function byteTextOf(bytes: Uint8Array): ByteText {
  const utf8 = (start: number, end: number): string => decodeText(bytes.subarray(start, end));
  if (typeof Buffer === 'undefined') return { ascii: utf8, utf8 };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { ascii: (start, end) => buffer.toString('latin1', start, end), utf8 };
}
