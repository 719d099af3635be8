import { NodeBuffer } from '../runtime.js';
import { newBytes } from './shared-blocks.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 0x3d;
const NOT_A_DIGIT = 64;

const DIGITS: Uint8Array = Uint8Array.from(ALPHABET, (digit) => digit.charCodeAt(0));
const SCRATCH = new Uint8Array(4096);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Its buffers make short text in half the time of a decoder.
const scratchBuffer = NodeBuffer?.from(SCRATCH.buffer);

const VALUES: Uint8Array = new Uint8Array(128).fill(NOT_A_DIGIT);
for (let value = 0; value < ALPHABET.length; value += 1) {
  VALUES[ALPHABET.charCodeAt(value)] = value;
}

/** Standard base64 with padding. `btoa` would need a string of the bytes first, and fails on long ones. */
export function encodeBase64(bytes: Uint8Array): string {
  const length = Math.ceil(bytes.length / 3) * 4;
  const text = length <= SCRATCH.length ? SCRATCH : new Uint8Array(length);
  const whole = bytes.length - (bytes.length % 3);
  let to = 0;
  for (let at = 0; at < whole; at += 3) {
    const group =
      ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    text[to++] = DIGITS[group >> 18] as number;
    text[to++] = DIGITS[(group >> 12) & 63] as number;
    text[to++] = DIGITS[(group >> 6) & 63] as number;
    text[to++] = DIGITS[group & 63] as number;
  }
  if (whole < bytes.length) {
    const group = ((bytes[whole] as number) << 16) | ((bytes[whole + 1] ?? 0) << 8);
    text[to++] = DIGITS[group >> 18] as number;
    text[to++] = DIGITS[(group >> 12) & 63] as number;
    text[to++] = whole + 1 < bytes.length ? (DIGITS[(group >> 6) & 63] as number) : PAD;
    text[to] = PAD;
  }
  return textOf(text, length);
}

function textOf(ascii: Uint8Array, length: number): string {
  return scratchBuffer !== undefined && ascii === SCRATCH
    ? scratchBuffer.toString('latin1', 0, length)
    : decoder.decode(ascii.subarray(0, length));
}

/**
 * Reads base64 as Python does, since Python wrote the files: characters outside the alphabet are skipped
 * (also `-` and `_`), complete padding ends the text, missing padding is an error.
 *
 * @returns short bytes as a part of a larger buffer, as Node's own buffers are.
 * @throws SyntaxError when the text ends inside a group of four, or isn't ASCII.
 */
export function decodeBase64(text: string): Uint8Array {
  const ascii = text.length <= SCRATCH.length ? SCRATCH : new Uint8Array(text.length);
  const { written } = encoder.encodeInto(text, ascii);
  // What isn't ASCII doesn't fit, or leaves bytes that are no digits.
  const decoded = written === text.length ? decodeWholeGroups(ascii, 0, written) : undefined;
  return decoded ?? decodeLeniently(text);
}

/**
 * Reads a part of some ASCII as base64: whole groups of four, with nothing between them, as nearly all base64 is. Undefined
 * for anything else, of which {@link decodeBase64} may know more.
 *
 * @param start where the base64 begins.
 * @param end where it ends.
 * @returns short bytes as a part of a larger buffer, as {@link decodeBase64} does.
 */
export function decodeWholeGroups(
  ascii: Uint8Array,
  start: number,
  end: number,
): Uint8Array | undefined {
  const digits = end - start;
  if (digits % 4 !== 0) return undefined;
  const last = end > start && ascii[end - 1] === PAD ? end - 1 : end;
  const bare = last < end && ascii[last - 1] === PAD ? last - 1 : last;
  const bytes = newBytes((digits / 4) * 3 - (end - bare));
  let length = 0;
  let bits = 0;
  let invalid = 0;
  for (let at = start; at < bare; at += 1) {
    const value = VALUES[ascii[at] as number] ?? NOT_A_DIGIT;
    invalid |= value;
    bits = (bits << 6) | value;
    // The first digit of a group completes no byte; each of the others does.
    const inGroup = (at - start) & 3;
    if (inGroup > 0) bytes[length++] = bits >> (6 - 2 * inGroup);
  }
  return invalid < NOT_A_DIGIT ? bytes : undefined;
}

function decodeLeniently(text: string): Uint8Array {
  if (/[^\0-\x7f]/.test(text)) throw new SyntaxError('the text is not ASCII');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let inGroup = 0;
  let bits = 0;
  let pads = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === PAD && inGroup >= 2) pads += 1;
    if (unit === PAD && inGroup >= 2 && inGroup + pads >= 4) return bytes.slice(0, length);
    const value = VALUES[unit] as number;
    if (value === NOT_A_DIGIT) continue;
    pads = 0;
    bits = (bits << 6) | value;
    if (inGroup > 0) bytes[length++] = bits >> (6 - 2 * inGroup);
    inGroup = (inGroup + 1) & 3;
  }
  if (inGroup === 0) return bytes.slice(0, length);
  throw new SyntaxError(
    inGroup === 1 ? 'a single character is left over' : 'the padding is missing',
  );
}
