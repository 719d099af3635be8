import type { Span } from './spans.js';

const LONGEST_NESTED = 8192;
const TAG =
  /<(?<tag>(?:[\w-]{1,64}:)?(?<name>[A-Za-z_][\w.-]{0,100}))(?<attributes>\s[^<>]{0,1024})?(?<!\/)>/g;
/** `<property name="password">` */
const NAMED = /\s(?:name|key|id)=["'](?<name>[\w.-]{1,100})["']/;
/** `<key>password</key><string>` */
const LISTED = /(?<name>[\w.-]{1,100})<\/key>\s{0,100}<string>/y;
const TEXT = /(?:<!\[CDATA\[)?[^<]{1,65536}/y;

/** What elements hold whose names say that it is secret: `<password>…</password>`. */
export function taggedSecrets(text: string, isSecret: (name: string) => boolean): readonly Span[] {
  const found: Span[] = [];
  const tags = new RegExp(TAG);
  for (let match = tags.exec(text); match !== null; match = tags.exec(text)) {
    const { tag = '', name = '', attributes = '' } = match.groups ?? {};
    const listed = tag === 'key' ? nameBefore(text, tags.lastIndex) : undefined;
    const told = listed?.name ?? NAMED.exec(attributes)?.groups?.['name'] ?? '';
    if (!isSecret(name) && !isSecret(told)) continue;
    const start = listed?.start ?? tags.lastIndex;
    const end = closingTag(text, start, listed === undefined ? tag : 'string');
    // Without an end it is a word of a usage: `login <user> <password>`.
    if (end === undefined) continue;
    found.push({ start, end });
    tags.lastIndex = end;
  }
  return found;
}

function nameBefore(
  text: string,
  at: number,
): { readonly name: string; readonly start: number } | undefined {
  const listed = new RegExp(LISTED);
  listed.lastIndex = at;
  const name = listed.exec(text)?.groups?.['name'];
  return name === undefined ? undefined : { name, start: listed.lastIndex };
}

function closingTag(text: string, start: number, tag: string): number | undefined {
  const content = new RegExp(TEXT);
  content.lastIndex = start;
  const end = content.test(text) ? content.lastIndex : start;
  if (text.startsWith(`</${tag}`, end)) return end;
  const nested = text.slice(start, start + LONGEST_NESTED).indexOf(`</${tag}`);
  return nested < 0 ? undefined : start + nested;
}
