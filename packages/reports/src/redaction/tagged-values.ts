import type { Span } from './spans.js';

const LONGEST_NESTED = 8192;
const TAG =
  /<(?<tag>(?:[\w-]{1,64}:)?(?<name>[A-Za-z_][\w.-]{0,100}))(?:\s[^<>]{0,1024})?(?<!\/)>/g;
const TEXT = /(?:<!\[CDATA\[)?[^<]{1,65536}/y;

/** What elements hold whose names say that it is secret: `<password>…</password>`. */
export function taggedSecrets(text: string, isSecret: (name: string) => boolean): readonly Span[] {
  const found: Span[] = [];
  const tags = new RegExp(TAG);
  for (let match = tags.exec(text); match !== null; match = tags.exec(text)) {
    const { tag = '', name = '' } = match.groups ?? {};
    if (!isSecret(name)) continue;
    const start = tags.lastIndex;
    const end = closingTag(text, start, tag);
    // Without an end it is a word of a usage: `login <user> <password>`.
    if (end === undefined) continue;
    found.push({ start, end });
    tags.lastIndex = end;
  }
  return found;
}

function closingTag(text: string, start: number, tag: string): number | undefined {
  const content = new RegExp(TEXT);
  content.lastIndex = start;
  const end = content.test(text) ? content.lastIndex : start;
  if (text.startsWith(`</${tag}`, end)) return end;
  const nested = text.slice(start, start + LONGEST_NESTED).indexOf(`</${tag}`);
  return nested < 0 ? undefined : start + nested;
}
