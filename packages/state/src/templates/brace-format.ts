import type { ExactJson } from '../exact-json/exact-json.js';
import { BraceFormatError } from './errors.js';
import { formatValue } from './format-spec.js';

/** A `{name!conversion:spec}` of a format text. */
interface Replacement {
  readonly name: string;
  readonly conversion: string | undefined;
  readonly spec: string;
}

type Piece = string | Replacement;

/**
 * Fills the `{names}` of a text as Python's `str.format` does with keyword arguments.
 *
 * `missing` is asked for what to write where there is no value. Attribute and item look-ups (`{a.b}`, `{a[0]}`)
 * and nested fields never have one.
 */
export function formatBraces(
  text: string,
  values: ReadonlyMap<string, ExactJson>,
  missing: (parameter: string) => string,
): string {
  let result = '';
  for (const piece of parseBraces(text)) {
    result += typeof piece === 'string' ? piece : replace(piece, text, values, missing);
  }
  return result;
}

/** The names that a format text uses, in the order in which they stand there, repetitions included. */
export function formatNames(text: string): string[] {
  return [...parseBraces(text)].flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name]));
}

/** What stands between the `{names}` of a format text, before the first and behind the last: one more than there are names. */
export function formatLiterals(text: string): string[] {
  const literals = [''];
  for (const piece of parseBraces(text)) {
    if (typeof piece === 'string') literals.push(`${literals.pop()}${piece}`);
    else literals.push('');
  }
  return literals;
}

function replace(
  { name, conversion, spec }: Replacement,
  text: string,
  values: ReadonlyMap<string, ExactJson>,
  missing: (parameter: string) => string,
): string {
  if (/^[0-9]*$/.test(name)) {
    throw new BraceFormatError(text, `{${name}} has no name, and values are known by name only`);
  }
  const value = /[.[]/.test(name) ? undefined : values.get(name);
  if (value === undefined) return missing(name);
  const nested = /\{([^{}]*)/.exec(spec);
  if (nested !== null) return missing(nested[1] ?? '');
  return formatValue(value, conversion, spec, text);
}

function* parseBraces(text: string): Generator<Piece> {
  let at = 0;
  while (at < text.length) {
    const brace = nextBrace(text, at);
    if (brace > at) yield text.slice(at, brace);
    if (brace === text.length) return;
    if (text[brace + 1] === text[brace]) {
      yield text[brace] as string;
      at = brace + 2;
    } else if (text[brace] === '}') {
      throw new BraceFormatError(text, "there is a '}' without its '{'");
    } else {
      const [replacement, end] = parseReplacement(text, brace + 1);
      yield replacement;
      at = end;
    }
  }
}

function nextBrace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '{' && text[at] !== '}') at++;
  return at;
}

/** Reads on from behind the opening brace; gives the place behind the closing one. */
function parseReplacement(text: string, from: number): [Replacement, end: number] {
  const nameEnd = endOfName(text, from);
  const name = text.slice(from, nameEnd);
  let at = nameEnd;
  let conversion: string | undefined;
  if (text[at] === '!') {
    conversion = text[at + 1];
    at += 2;
    if (text[at] !== ':' && text[at] !== '}') {
      throw new BraceFormatError(text, `the conversion of {${name}} is not one letter`);
    }
  }
  if (text[at] !== ':') return [{ name, conversion, spec: '' }, at + 1];
  const end = endOfSpec(text, at + 1);
  return [{ name, conversion, spec: text.slice(at + 1, end) }, end + 1];
}

function endOfName(text: string, from: number): number {
  let insideItem = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '{') throw new BraceFormatError(text, "there is a '{' inside of a name");
    if (char === '[') insideItem = true;
    else if (char === ']') insideItem = false;
    else if (!insideItem && (char === '}' || char === ':' || char === '!')) return at;
  }
  throw new BraceFormatError(text, "there is a '{' without its '}'");
}

function endOfSpec(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && depth-- === 0) return at;
  }
  throw new BraceFormatError(text, "there is a '{' without its '}'");
}
