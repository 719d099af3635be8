import { likelyLength, noteLength } from './likely-length.js';
import { BACKSLASH, QUOTE } from './punctuation.js';

const FIRST_LENGTH = 4096;
// From this part of the last long text on, the next is taken to become as long, and a little longer.
const LIKELY_PART = 1 / 8;
const LIKELY_GROWTH = 1.05;
const POINT = 0x2e;
const ZERO = 0x30;
const REPLACEMENT = 0xfffd;
const MILLION = 1e6;
const MILLION_DIGITS = 6;
// A UTF-16 unit takes at most three bytes of UTF-8, and at most six as an escape.
const MOST_PER_UNIT = 6;

const ASCII_END = 0x80;

/** By code, 1: it stands in a string of JSON as it is. */
const PLAIN: Uint8Array = Uint8Array.from({ length: ASCII_END }, (_, code) =>
  code < 0x20 || code === QUOTE || code === BACKSLASH ? 0 : 1,
);

/** JSON escapes of what may not stand in a string as it is, by code. */
const ESCAPES: readonly string[] = Array.from({ length: 0x20 }, (_, code) =>
  JSON.stringify(String.fromCharCode(code)).slice(1, -1),
);

/** Bytes that grow: JSON text is written here unit by unit, so that no string of it is ever built. */
export class ByteSink {
  private static idle: ByteSink | undefined;

  private bytes: Uint8Array = new Uint8Array(FIRST_LENGTH);
  private length = 0;

  /** An empty sink for one use: the last one given back, since a new buffer costs more than a delta's whole text. */
  static borrow(): ByteSink {
    const sink = ByteSink.idle ?? new ByteSink();
    ByteSink.idle = undefined;
    return sink;
  }

  /** Ends the use. A sink that grew isn't kept: it would hold a whole session's memory. */
  giveBack(): void {
    if (this.length > FIRST_LENGTH) noteLength(this.length);
    this.length = 0;
    if (this.bytes.length === FIRST_LENGTH) ByteSink.idle = this;
  }

  /** Bytes as they are. */
  writeBytes(given: Uint8Array): void {
    this.reserve(given.length);
    this.bytes.set(given, this.length);
    this.length += given.length;
  }

  writeByte(byte: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** Text that is ASCII and needs no escape. */
  writeAscii(text: string): void {
    this.reserve(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < text.length; index += 1) bytes[at++] = text.charCodeAt(index);
    this.length = at;
  }

  /** A number of millionths as a decimal of as few digits as it takes, such as 1500000 as `1.5`; not for whole ones. */
  writeMillionths(millionths: number): void {
    const whole = Math.floor(millionths / MILLION);
    let rest = millionths - whole * MILLION;
    let digits = MILLION_DIGITS;
    for (; rest % 10 === 0; rest /= 10) digits -= 1;
    this.writeAscii(`${whole}`);
    this.reserve(digits + 1);
    const { bytes } = this;
    const end = this.length + digits + 1;
    bytes[this.length] = POINT;
    for (let at = end - 1; at > this.length; at -= 1) {
      bytes[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length = end;
  }

  /**
   * A JSON string, escaped as plainbox (Python) does: only `"`, `\` and U+0000 to U+001F. A lone surrogate, which would
   * block every later checkpoint in Python, becomes U+FFFD.
   */
  writeString(text: string): void {
    const { length } = text;
    this.reserve(length + 2);
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    let index = 0;
    // Four at a time: the processor looks them up side by side.
    for (; index + 4 <= length; index += 4) {
      const first = text.charCodeAt(index);
      const second = text.charCodeAt(index + 1);
      const third = text.charCodeAt(index + 2);
      const fourth = text.charCodeAt(index + 3);
      if ((first | second | third | fourth) >= ASCII_END) break;
      if (!(isPlain(first) & isPlain(second) & isPlain(third) & isPlain(fourth))) break;
      bytes[at] = first;
      bytes[at + 1] = second;
      bytes[at + 2] = third;
      bytes[at + 3] = fourth;
      at += 4;
    }
    for (; index < length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= ASCII_END || isPlain(unit) === 0) {
        this.length = at;
        this.writeRest(text, index);
        return;
      }
      bytes[at++] = unit;
    }
    bytes[at++] = QUOTE;
    this.length = at;
  }

  /** The bytes so far: a copy of few, the buffer itself of many. The sink may not be written to after this. */
  take(): Uint8Array {
    const { bytes, length } = this;
    return bytes.length === FIRST_LENGTH ? bytes.slice(0, length) : bytes.subarray(0, length);
  }

  private writeRest(text: string, from: number): void {
    this.reserve((text.length - from) * MOST_PER_UNIT + 1);
    for (let index = from; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= 0xd800 && unit < 0xe000) index += this.writeSurrogate(text, index);
      else this.writeUnit(unit);
    }
    this.bytes[this.length++] = QUOTE;
  }

  private writeUnit(unit: number): void {
    if (unit < 0x20) {
      for (const char of ESCAPES[unit] as string) this.bytes[this.length++] = char.charCodeAt(0);
    } else if (unit < 0x80) {
      if (unit === QUOTE || unit === BACKSLASH) this.bytes[this.length++] = BACKSLASH;
      this.bytes[this.length++] = unit;
    } else if (unit < 0x800) {
      this.bytes[this.length++] = 0xc0 | (unit >> 6);
      this.bytes[this.length++] = 0x80 | (unit & 0x3f);
    } else {
      this.bytes[this.length++] = 0xe0 | (unit >> 12);
      this.bytes[this.length++] = 0x80 | ((unit >> 6) & 0x3f);
      this.bytes[this.length++] = 0x80 | (unit & 0x3f);
    }
  }

  /** Writes a pair, or the replacement of half a pair; returns how many units beyond the first were taken. */
  private writeSurrogate(text: string, index: number): 0 | 1 {
    const codePoint = text.codePointAt(index) as number;
    if (codePoint < 0x10000) {
      this.writeUnit(REPLACEMENT);
      return 0;
    }
    this.bytes[this.length++] = 0xf0 | (codePoint >> 18);
    this.bytes[this.length++] = 0x80 | ((codePoint >> 12) & 0x3f);
    this.bytes[this.length++] = 0x80 | ((codePoint >> 6) & 0x3f);
    this.bytes[this.length++] = 0x80 | (codePoint & 0x3f);
    return 1;
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const likely = likelyLength();
    const isLikely = needed <= likely && needed > likely * LIKELY_PART;
    const length = isLikely ? Math.ceil(likely * LIKELY_GROWTH) : this.bytes.length * 2;
    const grown = new Uint8Array(Math.max(needed, length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** @param code of ASCII. */
function isPlain(code: number): number {
  return PLAIN[code] as number;
}
