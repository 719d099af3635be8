import { type ExactJson, Float, floatText } from '@plainbox/state';
import { ByteSink } from './byte-sink.js';
import { ComputedMap } from './computed-map.js';
import { JsonRecord } from './json-record.js';
import { isSorted, sortKeys } from './key-order.js';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
} from './punctuation.js';

// Below it a number of millionths has at most fifteen digits.
const MOST_EXACT = 1e9;

/**
 * JSON exactly as plainbox (Python) writes it, as UTF-8: keys ordered by code point at every depth, no white space,
 * floats always with a point or exponent, integers of any size, `NaN` and `Infinity` as such.
 */
export function writeJsonBytes(value: ExactJson): Uint8Array {
  const sink = ByteSink.borrow();
  try {
    writeValue(sink, value);
    return sink.take();
  } finally {
    sink.giveBack();
  }
}

/** The same as a string. */
export function writeJson(value: ExactJson): string {
  return new TextDecoder().decode(writeJsonBytes(value));
}

function writeValue(sink: ByteSink, value: ExactJson): void {
  if (value === null) sink.writeAscii('null');
  else if (typeof value === 'string') sink.writeString(value);
  else if (value instanceof JsonRecord) writeRecord(sink, value);
  else if (Array.isArray(value)) writeList(sink, value);
  else if (typeof value === 'number') writeNumber(sink, value);
  else if (typeof value !== 'object') sink.writeAscii(`${value}`);
  else if (value instanceof Float) sink.writeAscii(floatText(value.value));
  else writeMap(sink, value as ReadonlyMap<string, ExactJson>);
}

function writeNumber(sink: ByteSink, value: number): void {
  if (Number.isSafeInteger(value)) sink.writeAscii(`${value}`);
  // Beyond 2^53 JavaScript takes to exponents, which would make the integer a float.
  else if (Number.isInteger(value)) sink.writeAscii(BigInt(value).toString());
  else writeFraction(sink, value);
}

/**
 * A float with a fraction. Most are times of whole microseconds, of which the digits are at hand: two decimals of so few are
 * never the same float, so there are none that are shorter.
 */
function writeFraction(sink: ByteSink, value: number): void {
  const millionths = value > 1e-4 && value < MOST_EXACT ? Math.round(value * 1e6) : 0;
  if (millionths / 1e6 === value) sink.writeMillionths(millionths);
  else sink.writeAscii(isPlain(value) ? `${value}` : floatText(value));
}

/** Whether JavaScript and Python write a float with a fraction alike: the fast path for nearly all there are. */
function isPlain(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e16;
}

function writeList(sink: ByteSink, items: readonly ExactJson[]): void {
  sink.writeByte(OPEN_BRACKET);
  for (let at = 0; at < items.length; at += 1) {
    if (at > 0) sink.writeByte(COMMA);
    writeValue(sink, items[at] as ExactJson);
  }
  sink.writeByte(CLOSE_BRACKET);
}

function writeRecord(sink: ByteSink, { shape, cells }: JsonRecord): void {
  const { labels, order } = shape;
  for (let at = 0; at < labels.length; at += 1) {
    sink.writeBytes(labels[at] as Uint8Array);
    writeValue(sink, cells[order[at] as number] as ExactJson);
  }
  if (cells.length === 0) sink.writeByte(OPEN_BRACE);
  sink.writeByte(CLOSE_BRACE);
}

function writeMap(sink: ByteSink, map: ReadonlyMap<string, ExactJson>): void {
  if (map instanceof ComputedMap) {
    for (let position = 0; position < map.size; position += 1) {
      writeMember(sink, position === 0, map.keyAt(position), map.valueAt(position));
    }
  } else {
    const keys = isSorted(map.keys()) ? map.keys() : sortKeys([...map.keys()]);
    let first = true;
    for (const key of keys) {
      writeMember(sink, first, key, map.get(key) as ExactJson);
      first = false;
    }
  }
  if (map.size === 0) sink.writeByte(OPEN_BRACE);
  sink.writeByte(CLOSE_BRACE);
}

function writeMember(sink: ByteSink, first: boolean, key: string, value: ExactJson): void {
  sink.writeByte(first ? OPEN_BRACE : COMMA);
  sink.writeString(key);
  sink.writeByte(COLON);
  writeValue(sink, value);
}
