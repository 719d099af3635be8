// Where values end. Each search is bounded, or passes over what it finds, so that a text takes linear time.

const LONGEST_VALUE = 65_536;
/** A quote that its line doesn't close opens no more than this. */
const LONGEST_OPEN = 512;

/** Quotes as they are, in JSON in JSON (in JSON), and in HTML. */
export const QUOTE = '(?:\\\\{0,15}["\'`]|&(?:quot|apos|#34|#39|#x22|#x27);)';
const AT_QUOTE = new RegExp(QUOTE, 'y');
const QUOTE_CHARACTERS = '"\'`';
const ENDS = ' \t\r\n,;&)]}>|"\'`\\';
const NEXT_NAME = new RegExp(
  `(?:amp;)?[ \\t]?(?:${QUOTE})?[A-Za-z_][\\w.-]{0,100}(?:${QUOTE})?[ \\t]?[=:]`,
  'y',
);
const NEXT_HEADER = /[ \t]?["']?[A-Za-z][\w-]{0,100}["']?: /y;
/** `password: string = `, `token: Token {` */
const TYPE = /[ \t]{1,8}(?:=(?!=)[ \t]{0,8}|(?=\{))/y;

/** Of strings of bytes, raw ones and the like. */
const PREFIX = /^[bruf$@]{1,2}$/i;

/** What is between quotes, and where the closing one ends. */
interface Quoted {
  readonly start: number;
  readonly end: number;
  readonly after: number;
}

/** The quote that begins here, backslashes included; empty if none does. */
export function quoteAt(text: string, at: number): string {
  AT_QUOTE.lastIndex = at;
  return AT_QUOTE.exec(text)?.[0] ?? '';
}

/** What stands in the three quotes that open here, on as many lines as it takes. */
export function tripleQuotedAt(text: string, at: number): Quoted | undefined {
  const open = text.slice(at, at + 3);
  if (open !== '"""' && open !== "'''") return undefined;
  const start = at + open.length;
  const length = text.slice(start, start + LONGEST_VALUE).indexOf(open);
  if (length < 0) return undefined;
  const end = start + length;
  return { start, end, after: end + open.length };
}

/** What stands in the quotes that open here, if they are closed on the same line. */
export function quotedAt(text: string, at: number): Quoted | undefined {
  const open = quoteAt(text, at);
  if (open === '') return undefined;
  const start = at + open.length;
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  if (open.startsWith('&')) {
    for (let end = start; end < limit && text[end] !== '\n'; end += 1) {
      if (text.startsWith(open, end)) return { start, end, after: end + open.length };
    }
    return undefined;
  }
  const character = open.at(-1) ?? '';
  const depth = open.length - 1;
  let backslashes = 0;
  for (let at = start; at < limit; at += 1) {
    const next = text[at];
    if (next === '\n') return undefined;
    if (next === character && closes(backslashes, depth)) {
      return { start, end: at - depth, after: at + 1 };
    }
    backslashes = next === '\\' ? backslashes + 1 : 0;
  }
  return undefined;
}

/** A quote has the backslashes of its depth, and each backslash before it that is told takes as many and one more. */
function closes(backslashes: number, depth: number): boolean {
  const told = (backslashes - depth) / (depth + 1);
  return told >= 0 && told % 2 === 0;
}

/** The end of a word: it goes on behind commas and brackets that don't look like the end of anything. */
export function wordEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  let depth = 0;
  let at = start;
  while (at < limit) {
    const next = text[at] ?? '';
    if (next <= ' ' || text.startsWith('</', at)) break;
    const quote =
      QUOTE_CHARACTERS.includes(next) || next === '\\' || next === '&' ? quoteAt(text, at) : '';
    if (quote !== '') {
      const inner = opensAt(text, start, at) ? quotedAt(text, at) : undefined;
      if (inner === undefined && isEnd(text, at + quote.length)) break;
      at = inner?.after ?? at + quote.length;
      continue;
    }
    if ('([{'.includes(next)) {
      const inner = bracketsEnd(text, at, LONGEST_OPEN);
      if (')]}'.includes(text[inner - 1] ?? '')) {
        at = inner;
        continue;
      }
      depth += 1;
    } else if (')]}>'.includes(next)) {
      if (depth > 0) depth -= 1;
      else if (isEnd(text, at + 1)) break;
    } else if (
      ',;&'.includes(next) &&
      (isEnd(text, at + 1) || matchesAt(NEXT_NAME, text, at + 1))
    ) {
      break;
    }
    at += 1;
  }
  if (at === start) return at;
  TYPE.lastIndex = at;
  const typed = TYPE.exec(text);
  if (typed === null || at >= limit) return at;
  const value = TYPE.lastIndex;
  if (text[value] === '{') return bracketsEnd(text, value);
  return quotedAt(text, value)?.after ?? plainWordEnd(text, value);
}

/** The end of what is not blank. */
function plainWordEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  let at = start;
  while (at < limit && (text[at] ?? '') > ' ') at += 1;
  return at;
}

/** Whether a quote here opens something of a value, as in `Some("…")`, `b'…'` or `username="…"`. */
function opensAt(text: string, start: number, at: number): boolean {
  if (at === start) return false;
  return '=([{,:; '.includes(text[at - 1] ?? ' ') || PREFIX.test(text.slice(start, at));
}

function isEnd(text: string, at: number): boolean {
  return at >= text.length || ENDS.includes(text[at] ?? '') || (text[at] ?? '') < ' ';
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** The end of a value that takes the rest of its line: of a header, or of words. */
export function lineEnd(
  text: string,
  start: number,
  { around = '', isHeader }: { readonly around?: string; readonly isHeader: boolean },
): number {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  let at = start;
  while (at < limit) {
    const next = text[at] ?? '';
    if (next === '\n' || next === '\r' || next === '\0') break;
    if (next === '\\' && /[rn]/.test(text[at + 1] ?? '')) break;
    if (next === ',' && matchesAt(isHeader ? NEXT_HEADER : NEXT_NAME, text, at + 1)) break;
    if (!isHeader && next === ';' && matchesAt(NEXT_NAME, text, at + 1)) break;
    const quote =
      QUOTE_CHARACTERS.includes(next) || next === '\\' || next === '&' ? quoteAt(text, at) : '';
    if (quote === '') {
      at += 1;
      continue;
    }
    if (quote === around) break;
    const inner = opensAt(text, start, at) ? quotedAt(text, at) : undefined;
    if (inner === undefined && isEnd(text, at + quote.length)) break;
    at = inner?.after ?? at + quote.length;
  }
  return trimmedEnd(text, start, at);
}

/** The end of what a quote opens and its line doesn't close. */
export function openQuoteEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + LONGEST_OPEN);
  let at = start;
  while (at < limit && text[at] !== '\n') at += 1;
  return at < limit || limit === text.length
    ? trimmedEnd(text, start, at)
    : plainWordEnd(text, start);
}

/** The end of what the bracket here opens; of one that is never closed, the end of the lines that look like its own. */
export function bracketsEnd(text: string, start: number, longest: number = LONGEST_VALUE): number {
  const limit = Math.min(text.length, start + longest);
  let depth = 0;
  let at = start;
  while (at < limit) {
    const next = text[at] ?? '';
    if (next === '\n' && !/[ \t\]})"']/.test(text[at + 1] ?? '')) break;
    if (QUOTE_CHARACTERS.includes(next) || next === '\\' || next === '&') {
      const inner = /\w/.test(text[at - 1] ?? '') ? undefined : quotedAt(text, at);
      at = inner?.after ?? at + 1;
      continue;
    }
    if ('([{'.includes(next)) depth += 1;
    if (')]}'.includes(next)) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return trimmedEnd(text, start, at);
}

/** The lines from here on that are indented more than this; a list may be indented as its name is. */
export function indentedLines(
  text: string,
  start: number,
  indent: number,
): { readonly start: number; readonly end: number } | undefined {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  const line = /([ \t]*)(-[ \t])?([^\n]*)(?:\n|$)/y;
  let at = start;
  let first: number | undefined;
  let end = start;
  while (at < limit) {
    line.lastIndex = at;
    const [whole = '', blanks = '', item = '', rest = ''] = line.exec(text) ?? [];
    if (whole === '') break;
    if (item !== '' || rest.trim() !== '') {
      if (blanks.length < indent || (blanks.length === indent && item === '')) break;
      first ??= at + blanks.length;
      end = at + whole.length;
    }
    at += whole.length;
  }
  return first === undefined ? undefined : { start: first, end: trimmedEnd(text, first, end) };
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] ?? '') <= ' ') at -= 1;
  return at;
}
