const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = 0x3d;
const NOT_A_DIGIT = 64;
const NOT_ASCII = /[\u0080-\uffff]/;

const VALUES: Uint8Array = new Uint8Array(128).fill(NOT_A_DIGIT);
for (let value = 0; value < ALPHABET.length; value += 1) {
  VALUES[ALPHABET.charCodeAt(value)] = value;
}

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  const whole = bytes.length - (bytes.length % 3);
  for (let at = 0; at < whole; at += 3) {
    const bits =
      ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    text +=
      (ALPHABET[bits >> 18] as string) +
      (ALPHABET[(bits >> 12) & 63] as string) +
      (ALPHABET[(bits >> 6) & 63] as string) +
      (ALPHABET[bits & 63] as string);
  }
  if (whole === bytes.length) return text;
  const first = bytes[whole] as number;
  if (whole + 1 === bytes.length) {
    return `${text}${ALPHABET[first >> 2]}${ALPHABET[(first & 3) << 4]}==`;
  }
  const second = bytes[whole + 1] as number;
  return `${text}${ALPHABET[first >> 2]}${ALPHABET[((first & 3) << 4) | (second >> 4)]}${ALPHABET[(second & 15) << 2]}=`;
}

/**
 * Decodes base64 as leniently as plainbox (Python): what isn't of the alphabet is skipped, decoding stops at complete
 * padding. Undefined when the padding is missing.
 *
 * @throws RangeError when the text isn't ASCII.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let position = 0;
  let left = 0;
  let pads = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 127) throw new RangeError('not ASCII');
    if (unit === PAD) {
      if (position >= 2) pads += 1;
      if (position >= 2 && position + pads >= 4) {
        if (NOT_ASCII.test(text.slice(at))) throw new RangeError('not ASCII');
        return bytes.subarray(0, length);
      }
      continue;
    }
    const value = VALUES[unit] as number;
    if (value === NOT_A_DIGIT) continue;
    pads = 0;
    if (position === 0) {
      left = value;
      position = 1;
    } else if (position === 1) {
      bytes[length++] = (left << 2) | (value >> 4);
      left = value & 15;
      position = 2;
    } else if (position === 2) {
      bytes[length++] = (left << 4) | (value >> 2);
      left = value & 3;
      position = 3;
    } else {
      bytes[length++] = (left << 6) | value;
      position = 0;
    }
  }
  return position === 0 ? bytes.subarray(0, length) : undefined;
}
