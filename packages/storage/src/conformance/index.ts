import type { Clause } from './clause.js';
import { APPEND } from './clauses/append.js';
import { CLOSE } from './clauses/close.js';
import { CRASH } from './clauses/crash.js';
import { FENCE } from './clauses/fence.js';
import { FOLD } from './clauses/fold.js';
import { HISTORY } from './clauses/history.js';
import { LIST } from './clauses/list.js';
import { LOAD } from './clauses/load.js';
import { LOGS } from './clauses/logs.js';
import { REMOVE } from './clauses/remove.js';
import { REOPEN } from './clauses/reopen.js';
import { REPAIR } from './clauses/repair.js';
import { Kit } from './kit.js';
import type { ConformanceOptions } from './options.js';

export type { Clause } from './clause.js';
export type { Kit } from './kit.js';
export type { ConformanceOptions } from './options.js';

/** Everything a store must do. */
export const CLAUSES: readonly Clause[] = [
  ...LOAD,
  ...APPEND,
  ...FENCE,
  ...REOPEN,
  ...FOLD,
  ...REPAIR,
  ...HISTORY,
  ...LIST,
  ...REMOVE,
  ...LOGS,
  ...CLOSE,
  ...CRASH,
];

/**
 * Registers the clauses with a test runner, one test each. A clause that doesn't concern a store, by what it
 * declares, passes by saying nothing.
 */
export function storageConformance(options: ConformanceOptions): void {
  for (const clause of CLAUSES) {
    options.test(`${clause.id}: ${clause.says}`, () => checkClause(clause, options));
  }
}

/** Holds a store to one clause, if it concerns the store. */
export async function checkClause(clause: Clause, options: ConformanceOptions): Promise<void> {
  await Kit.use(options, async (kit) => {
    const { supports } = await kit.open();
    if (clause.concerns === undefined || clause.concerns(supports, options))
      await clause.check(kit);
  });
}
