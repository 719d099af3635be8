import { Bytes, type Value } from './values.js';

/** A string literal of Python. */
export interface StringLiteral {
  readonly value: Value;
  /** Whether it is an f-string, whose value would have to be computed. */
  readonly isFormat: boolean;
  readonly end: number;
}

const PREFIX = /[a-zA-Z]*/y;

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Reads the string literal that begins there; a text says what is wrong with it. */
export function readString(source: string, start: number): StringLiteral | string {
  PREFIX.lastIndex = start;
  const prefix = PREFIX.exec(source)?.[0].toLowerCase() ?? '';
  const open = start + prefix.length;
  const mark = source.startsWith((source[open] as string).repeat(3), open)
    ? source.slice(open, open + 3)
    : source.slice(open, open + 1);
  const close = endOfString(source, open + mark.length, mark);
  if (close === undefined) return `the text that begins at character ${start + 1} has no end`;

  const isBytes = prefix.includes('b');
  const body = source.slice(open + mark.length, close).replace(/\r\n?/g, '\n');
  if (isBytes && /[^\0-\x7f]/.test(body)) return 'a bytes text may hold ASCII only';
  const text = prefix.includes('r') ? body : resolveEscapes(body, isBytes);
  if (text === undefined) return `the text at character ${start + 1} has a malformed \\ escape`;
  return {
    value: isBytes ? new Bytes(text) : text,
    isFormat: prefix.includes('f'),
    end: close + mark.length,
  };
}

/** The place of the closing mark; undefined if there is none, or if a line ends before a single one. */
function endOfString(source: string, from: number, mark: string): number | undefined {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source.startsWith(mark, at)) return at;
    else if (mark.length === 1 && (source[at] === '\n' || source[at] === '\r')) return undefined;
  }
  return undefined;
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

function resolveEscapes(body: string, isBytes: boolean): string | undefined {
  let isMalformed = false;
  const text = body.replace(ESCAPE, (whole, octal, hex, short, long, simple?: string) => {
    if (octal !== undefined) return octalCharacter(octal, isBytes);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (isBytes && (short ?? long) !== undefined) return whole;
    const codePoint = Number.parseInt(short ?? long ?? '0', 16);
    if (simple === undefined && codePoint <= 0x10ffff) return String.fromCodePoint(codePoint);
    // `\N{NAME}` would need the names of all characters.
    const needsDigits = isBytes ? 'x' : 'xuUN';
    if (simple === undefined || needsDigits.includes(simple)) isMalformed = true;
    return SIMPLE_ESCAPES.get(simple ?? '') ?? whole;
  });
  return isMalformed ? undefined : text;
}

function octalCharacter(digits: string, isBytes: boolean): string {
  const code = Number.parseInt(digits, 8);
  return String.fromCharCode(isBytes ? code & 0xff : code);
}
