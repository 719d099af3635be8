import { readFileSync } from 'node:fs';

/** The text of a file in `golden/`. */
export function readGolden(name: string): string {
  return readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8');
}
