import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { CLAUSES, checkClause } from '../src/conformance/index.js';
import { defineRepository, fileSystemRepository } from '../src/index.js';
import { BROKEN_STORES } from './broken-stores.js';
import { PlainDriver } from './plain-driver.js';
import { bundle } from './processes/program.js';

for (const clause of CLAUSES) {
  if (clause.id === 'crash.killed') continue;
  test(`a store that breaks it fails ${clause.id}`, async () => {
    const broken = BROKEN_STORES[clause.id]?.();
    if (broken === undefined) throw new Error('no broken store for this clause');
    await expect(checkClause(clause, { test, ...broken })).rejects.toThrow();
  });

  test(`a plain driver that is sound passes ${clause.id}`, async () => {
    const driver = new PlainDriver();
    await checkClause(clause, { test, open: () => defineRepository(driver) });
  });
}

test('a store that forgets what it acknowledged fails crash.killed', async () => {
  const program = await bundle('forgetful-store');
  const clause = CLAUSES.find(({ id }) => id === 'crash.killed');
  const module = pathToFileURL(program.path).href;
  const options = { test, module, open: (place: string) => fileSystemRepository(place) };
  await expect(clause && checkClause(clause, options)).rejects.toThrow(/are left/);
  program.discard();
});

test('clauses have ids of their own, and each is a sentence', () => {
  const ids = CLAUSES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(35);
  for (const { says } of CLAUSES) expect(says.length).toBeGreaterThan(20);
});
