import { parseIntText } from '../../python-text/numbers.js';
import { Imaginary, type Value } from './values.js';

const BASED = /0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)/y;
const DECIMAL =
  /(?:\d(?:_?\d)*(\.(?:\d(?:_?\d)*)?)?|(\.\d(?:_?\d)*))([eE][+-]?\d(?:_?\d)*)?([jJ])?/y;
const GOES_ON = /[\p{XID_Continue}]/uy;

/** Reads a number literal of Python at that place; undefined if it is malformed. */
export function readNumber(
  source: string,
  start: number,
): { value: Value; end: number } | undefined {
  const literal = readBased(source, start) ?? readDecimal(source, start);
  if (literal === undefined) return undefined;
  GOES_ON.lastIndex = literal.end;
  return GOES_ON.test(source) ? undefined : literal;
}

function readBased(source: string, start: number): { value: Value; end: number } | undefined {
  BASED.lastIndex = start;
  const text = BASED.exec(source)?.[0];
  const value = text === undefined ? undefined : parseIntText(text, 0);
  return value === undefined ? undefined : { value, end: BASED.lastIndex };
}

function readDecimal(source: string, start: number): { value: Value; end: number } | undefined {
  DECIMAL.lastIndex = start;
  const match = DECIMAL.exec(source);
  if (match === null) return undefined;
  const [text, fraction, bareFraction, exponent, imaginary] = match;
  const value = decimalValue(text, {
    isInteger: (fraction ?? bareFraction ?? exponent ?? imaginary) === undefined,
    isImaginary: imaginary !== undefined,
  });
  return value === undefined ? undefined : { value, end: DECIMAL.lastIndex };
}

function decimalValue(
  text: string,
  is: { isInteger: boolean; isImaginary: boolean },
): Value | undefined {
  if (is.isInteger) return parseIntText(text, 0);
  const value = Number(text.replace(/[_jJ]/g, ''));
  return is.isImaginary ? new Imaginary(value) : value;
}
