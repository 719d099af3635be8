const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 0x3d;
const NOT_IN_ALPHABET = 64;

const CODE_OF_VALUE = Uint8Array.from(ALPHABET, (char) => char.charCodeAt(0));
const VALUE_OF_CODE = new Uint8Array(128).fill(NOT_IN_ALPHABET);
for (const [value, code] of CODE_OF_VALUE.entries()) VALUE_OF_CODE[code] = value;

const ascii = new TextDecoder();

/** Standard base64 with padding. `btoa` would need a string of the bytes first, and fails on long ones. */
export function encodeBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING);
  let to = 0;
  for (let from = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from;
    const triple =
      ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    out[to++] = CODE_OF_VALUE[triple >>> 18] ?? 0;
    out[to++] = CODE_OF_VALUE[(triple >>> 12) & 63] ?? 0;
    if (left > 1) out[to] = CODE_OF_VALUE[(triple >>> 6) & 63] ?? 0;
    if (left > 2) out[to + 1] = CODE_OF_VALUE[triple & 63] ?? 0;
    to += 2;
  }
  return ascii.decode(out);
}

/**
 * Reads base64 as Python does, since Python wrote the files: characters outside the alphabet are skipped
 * (also `-` and `_`), complete padding ends the text, missing padding is an error.
 *
 * @throws SyntaxError when the text ends inside a group of four.
 */
export function decodeBase64(text: string): Uint8Array {
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let inGroup = 0;
  let pads = 0;
  let bits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === PADDING) {
      pads++;
      if (inGroup >= 2 && inGroup + pads >= 4) return out.slice(0, length);
      continue;
    }
    const value = code < 128 ? (VALUE_OF_CODE[code] ?? NOT_IN_ALPHABET) : NOT_IN_ALPHABET;
    if (value === NOT_IN_ALPHABET) continue;
    pads = 0;
    bits = ((bits << 6) | value) & 0xffffff;
    // The first character of a group completes no byte; each of the other three does.
    if (inGroup > 0) out[length++] = (bits >>> (6 - 2 * inGroup)) & 0xff;
    inGroup = (inGroup + 1) % 4;
  }
  if (inGroup === 0) return out.slice(0, length);
  throw new SyntaxError(
    inGroup === 1 ? 'a single character is left over' : 'the padding is missing',
  );
}
