import type { Clause } from './clause.js';
import { DELTAS } from './clauses/deltas.js';
import { ENVELOPE } from './clauses/envelope.js';
import { FORMAT } from './clauses/format.js';
import { GOLDEN } from './clauses/golden.js';
import { HOSTILE } from './clauses/hostile.js';
import { KEPT } from './clauses/kept.js';
import { PEEK } from './clauses/peek.js';
import { ROUND_TRIP } from './clauses/round-trip.js';
import { VERSIONS } from './clauses/versions.js';
import { Kit } from './kit.js';
import type { ConformanceOptions } from './options.js';

export type { Clause } from './clause.js';
export { recordGolden } from './golden-files.js';
export type { Kit } from './kit.js';
export type { ConformanceOptions } from './options.js';

/** Everything a codec must do, whatever formats, sections, classes of results and envelopes it is made of. */
export const CLAUSES: readonly Clause[] = [
  ...ROUND_TRIP,
  ...KEPT,
  ...FORMAT,
  ...PEEK,
  ...ENVELOPE,
  ...VERSIONS,
  ...GOLDEN,
  ...DELTAS,
  ...HOSTILE,
];

/**
 * Registers the clauses with a test runner, one test each. A clause that doesn't concern a codec, because the codec
 * has nothing of what it is about, passes by saying nothing.
 */
export function codecConformance(options: ConformanceOptions): void {
  for (const clause of CLAUSES) {
    options.test(`${clause.id}: ${clause.says}`, () => checkClause(clause, options));
  }
}

/** Holds a codec to one clause. */
export async function checkClause(clause: Clause, options: ConformanceOptions): Promise<void> {
  const kit = new Kit(options);
  if (clause.concerns === undefined || clause.concerns(kit)) await clause.check(kit);
}
