import { readFileSync } from 'node:fs';

/** Reads what plainbox (Python) produced; see golden/README.md. */
export function readGolden(name: string): string {
  return readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');
}
