import type { CatalogueEntry } from '../catalogue.js';
import type { Invocation } from '../invocation.js';
import { oneLine } from '../output/text.js';
import { complete } from './complete.js';

/** Answers the scripts of `plainbox completion`: a candidate a line, and after a tab what it is. */
export async function writeCandidates(
  words: readonly string[],
  catalogue: readonly CatalogueEntry[],
  invocation: Invocation,
): Promise<void> {
  // Who types can do nothing about an error now, and will be told by the command itself.
  const candidates = await complete(words, catalogue, invocation).catch(() => []);
  for (const { value, description } of candidates) {
    const text = description === '' ? oneLine(value) : `${oneLine(value)}\t${oneLine(description)}`;
    invocation.terminal.write(`${text}\n`);
  }
}
