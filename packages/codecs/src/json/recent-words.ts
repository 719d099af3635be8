import type { ByteText } from './byte-text.js';

/** Words are no longer than this: ids and data, of which there is one each, would only drive them out. */
export const MAX_WORD = 14;

const PLACES = 128;

/**
 * Short strings that were read before, such as outcomes and names of streams: a session has a few of them 100 000 times, and
 * looking at the bytes takes a part of the time of making one more string.
 */
export class RecentWords {
  /** Each at a place that its bytes decide; a new one takes the place of another. */
  private readonly words: string[] = new Array(PLACES).fill('');

  /** The string of these bytes, which are ASCII without escapes. */
  at(bytes: Uint8Array, text: ByteText, start: number, end: number): string {
    const place = placeOf(bytes, start, end);
    const known = this.words[place] as string;
    if (matches(bytes, known, start, end)) return known;
    const word = text.ascii(start, end);
    this.words[place] = word;
    return word;
  }
}

function placeOf(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  return (first * 7 + last * 3 + (end - start)) % PLACES;
}

function matches(bytes: Uint8Array, word: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}
