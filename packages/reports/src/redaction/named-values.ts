import { isInnocentValue, isNameOfSecrets } from './secret-names.js';
import type { Span } from './spans.js';
import {
  bracketsEnd,
  indentedLines,
  lineEnd,
  openQuoteEnd,
  QUOTE,
  quoteAt,
  quotedAt,
  tripleQuotedAt,
  wordEnd,
} from './values.js';

const ASSIGNED = '[ \\t]{0,32}(?:===?|=>|[?+]?=|:=|:(?!:)|->)[ \\t]{0,32}';
// `"--password", "…"`, `["Authorization", "…"]`
const LISTED = `(?<=["'\`])[ \\t]{0,8},[ \\t\\r\\n]{0,64}(?=${QUOTE})`;
// `--name value`
const OPTION = '(?<=(?:^|[^\\w.-])--?[\\w.-]{1,101})[ \\t]{1,32}(?=[^\\s-])';
const FIRST_WORD = '(?:access|account|api|auth|encryption|master|private|secret|session|signing)';
/** The beginning of `NAME=value`, `name: value`, `"name": "value"`, `--name value` and the like. */
const NAME = new RegExp(
  `(?<![\\w.-])(?<open>${QUOTE})?(?<dashes>--?)?(?<name>(?:${FIRST_WORD} )?[A-Za-z_][\\w.-]{0,100})(?![\\w.-])` +
    `(?<close>${QUOTE})?\\]?(?<separator>${ASSIGNED}|${LISTED}|${OPTION})`,
  'gi',
);
/** Names whose value may be the name of a secret, with the secret as its neighbour. */
const NAMING = /^(?:name|key|variable|header|option|param|parameter|field|setting)$/i;
const NEIGHBOUR = new RegExp(
  `(?:${QUOTE})?(?<name>[A-Za-z_][\\w.-]{0,100})(?:${QUOTE})?[\\s,;]{1,200}(?:${QUOTE})?value(?<close>${QUOTE})?[ \\t]{0,32}[=:][ \\t]{0,32}`,
  'iy',
);
const HEADER = /(?:^|[_-])(?:authorization|cookie)$/i;
/** May be of several words, where nothing but them is on the line. */
const PHRASE = /(?:pass(?:wd|word|phrase|code)?|pwd|secret)\d*$/i;
/** What a parser says. */
const EXPECTED = /expected $/i;
const SCHEME =
  /(?:basic|bearer|digest|negotiate|ntlm|token|apikey|api-key|hawk|key|sso-key|aws4-hmac-sha256)[ \t]{1,8}(?=[\w+/=.~"'-])/iy;
const BLOCK = /(?:[|>][-+\d]{0,2}[ \t]*(?:#[^\n]*)?)?\r?\n/y;
const LINE_BEGIN = /(?:^|\n)(?<indent>[ \t]*(?:[-*] +)?)(?:[<>] |export |set )?$/;
const LINE_BEGIN_AT_MOST = 200;
const QUOTED = /["']/;
const BRACKETS = /[([{]/;
const COUNT = /^[\d.,_%kKmMgG ]*$/;

/** Values that have names which say that they are secret, in whatever notation. */
export function namedSecrets(text: string, isSecret: (name: string) => boolean): readonly Span[] {
  const found: Span[] = [];
  const names = new RegExp(NAME);
  for (let match = names.exec(text); match !== null; match = names.exec(text)) {
    const named = secretNamed(text, match, names.lastIndex, isSecret);
    // Behind a name that tells nothing may stand one that does: `ERROR: password=…`.
    if (named === undefined) continue;
    const value = secretValue(text, named, isSecret);
    if (value === undefined) continue;
    names.lastIndex = value.after;
    if (value.span !== undefined) found.push(value.span);
  }
  return found;
}

/** A name that says that its value is secret, and where that value begins. */
interface Named {
  readonly name: string;
  readonly isList: boolean;
  readonly start: number;
  /** The quote before the name, and the one behind it. */
  readonly open: string;
  readonly openAt: number | undefined;
  readonly close: string;
  readonly separator: string;
  /** How far the name is indented, if a line begins with it. */
  readonly indent: number | undefined;
}

function secretNamed(
  text: string,
  match: RegExpExecArray,
  start: number,
  isSecret: (name: string) => boolean,
): Named | undefined {
  const { open = '', close = '', dashes = '', separator = '' } = match.groups ?? {};
  let { name = '' } = match.groups ?? {};
  if (NAMING.test(name)) {
    const neighbour = new RegExp(NEIGHBOUR);
    neighbour.lastIndex = start;
    const { name: told = '', close: quote = '' } = neighbour.exec(text)?.groups ?? {};
    if (told === '' || !isSecret(told)) return undefined;
    const at = neighbour.lastIndex;
    return {
      name: told,
      isList: false,
      start: at,
      open: quote,
      openAt: undefined,
      close: quote,
      separator: ':',
      indent: undefined,
    };
  }
  // In a text in a text a line break is `\n`, which is no part of the name behind it.
  const behindBreak = open === '' && text[match.index - 1] === '\\' && /^[nrt]/.test(name);
  if (behindBreak && isSecret(name.slice(1))) name = name.slice(1);
  const isList = !isSecret(name) && isNameOfSecrets(name);
  if (!isList && !isSecret(name)) return undefined;
  if (separator.includes(',') && dashes === '' && !HEADER.test(name)) return undefined;
  // `tests/auth:12`, `//auth:8080/`
  if (separator === ':' && text[match.index - 1] === '/' && /\d/.test(text[start] ?? ''))
    return undefined;
  const before = text.slice(Math.max(0, match.index - LINE_BEGIN_AT_MOST), match.index);
  if (EXPECTED.test(before)) return undefined;
  const indent = LINE_BEGIN.exec(before)?.groups?.['indent']?.length;
  const openAt = open === '' ? undefined : match.index;
  return { name, isList, start, open, openAt, close, separator, indent };
}

/** The value, if it is to go, and where what follows it begins. */
interface Value {
  readonly span?: Span;
  readonly after: number;
}

function secretValue(
  text: string,
  named: Named,
  isSecret: (name: string) => boolean,
): Value | undefined {
  const { name, isList, start, separator, indent } = named;
  const isColon = separator.trim() === ':';
  const quote = named.close;

  if (isColon && indent !== undefined) {
    const block = blockAt(text, start, indent);
    if (block !== undefined) {
      const isWanted = !isList || text[block.start] === '-' || text[block.start] === '[';
      return isWanted ? { span: block, after: block.end } : undefined;
    }
  }
  const opened = quoteAt(text, start);
  if (opened !== '') {
    // `"password: "` only closes what it opened.
    const isOwnEnd = named.close === '' && opened === named.open;
    return isOwnEnd ? undefined : quotedValue(text, named);
  }
  if (BRACKETS.test(text[start] ?? '')) {
    const end = bracketsEnd(text, start);
    if (
      isList &&
      !/["'A-Za-z]/.test(text.slice(start, end).replace(/["'][^"']*["'][ \t]*:/g, ''))
    ) {
      return undefined;
    }
    return { span: { start, end, quote }, after: end };
  }
  if (isList && isColon) return undefined;

  if (
    HEADER.test(name) &&
    (isColon || !/[?&]/.test(text[start - name.length - separator.length - 1] ?? ''))
  ) {
    return word(text, named, lineEnd(text, start, { around: aroundOf(named), isHeader: true }));
  }
  if (isColon && indent !== undefined && separator !== ':' && PHRASE.test(name)) {
    return word(text, named, lineEnd(text, start, { around: aroundOf(named), isHeader: false }));
  }
  if (isColon && separator !== ':' && isFollowedByName(text, start, isSecret)) return undefined;
  const scheme = new RegExp(SCHEME);
  scheme.lastIndex = start;
  const end = wordEnd(text, scheme.test(text) ? scheme.lastIndex : start);
  return word(text, named, separator === '=' ? assignmentEnd(text, named, end) : end);
}

/** `"DB_PASSWORD=two words"` is one assignment, if there is no other in it. */
function assignmentEnd(text: string, { openAt, close }: Named, end: number): number {
  const around = close === '' && openAt !== undefined ? quotedAt(text, openAt) : undefined;
  if (around === undefined || around.end <= end) return end;
  return /[\w-]=/.test(text.slice(end, around.end)) ? end : around.end;
}

function aroundOf({ open, close }: Named): string {
  return close === '' ? open : '';
}

function blockAt(text: string, start: number, indent: number): Span | undefined {
  const block = new RegExp(BLOCK);
  block.lastIndex = start;
  return block.test(text) ? indentedLines(text, block.lastIndex, indent) : undefined;
}

function quotedValue(text: string, { name, isList, start }: Named): Value {
  const tripled = tripleQuotedAt(text, start);
  if (tripled !== undefined) return { span: tripled, after: tripled.after };
  const quoted = quotedAt(text, start);
  const from = start + quoteAt(text, start).length;
  if (quoted === undefined) {
    const end = openQuoteEnd(text, from);
    return { span: { start: from, end }, after: Math.max(end, from) };
  }
  const value = text.slice(quoted.start, quoted.end);
  if (isList ? COUNT.test(value) : isInnocentValue(name, value)) return { after: quoted.after };
  const joined = joinedEnd(text, quoted.after);
  if (joined > quoted.after) {
    const end = text[joined - 1] === text[from - 1] ? joined - 1 : joined;
    return { span: { start: from, end }, after: joined };
  }
  return { span: { start: from, end: quoted.end }, after: quoted.after };
}

/** Shells join what stands side by side, and others write a quote twice: `'it'\\''s'`, `'it''s'`. */
function joinedEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    if (text.startsWith("\\'", at) && text[at + 2] === "'") at += 2;
    const next = QUOTED.test(text[at] ?? '') ? quotedAt(text, at) : undefined;
    if (next === undefined) break;
    at = next.after;
  }
  return /[\w$]/.test(text[at] ?? '') ? wordEnd(text, at) : at;
}

function word(text: string, { name, isList, start, close }: Named, end: number): Value | undefined {
  const value = text.slice(start, end);
  if (value === '' || isInnocentValue(name, value) || (isList && COUNT.test(value)))
    return undefined;
  return { span: { start, end, quote: close }, after: end };
}

/** `auth: password: …`, `token: error: …`: what stands before is where the line is from. */
function isFollowedByName(
  text: string,
  start: number,
  isSecret: (name: string) => boolean,
): boolean {
  const next = /(?<name>[A-Za-z_][\w.-]{0,100})(?<separator>=|: )/y;
  next.lastIndex = start;
  const { name = '', separator } = next.exec(text)?.groups ?? {};
  return separator === ': ' || (name !== '' && isSecret(name));
}
