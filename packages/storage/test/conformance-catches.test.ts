import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { CLAUSES, checkClause } from '../src/conformance/index.js';
import { defineRepository, fileSystemRepository } from '../src/index.js';
import { BROKEN_STORES } from './broken-stores.js';
import { bareDriver, PlainDriver } from './plain-driver.js';
import { open as privateFencesStore } from './processes/private-fences-store.js';
import { bundle } from './processes/program.js';

/** Clauses that only a store of several processes can break. */
const NEEDING_PROCESSES = ['crash.killed', 'fence.other-process'];

for (const clause of CLAUSES) {
  if (NEEDING_PROCESSES.includes(clause.id)) continue;
  test(`a store that breaks it fails ${clause.id}`, async () => {
    const broken = BROKEN_STORES[clause.id]?.();
    if (broken === undefined) throw new Error('no broken store for this clause');
    await expect(checkClause(clause, { test, ...broken })).rejects.toThrow();
  });

  test(`a sound driver of nothing but what a driver must have passes ${clause.id}`, async () => {
    const driver = bareDriver();
    await checkClause(clause, { test, open: () => defineRepository(driver) });
  });

  test(`a plain driver that is sound passes ${clause.id}`, async () => {
    const driver = new PlainDriver();
    await checkClause(clause, { test, open: () => defineRepository(driver) });
  });
}

test('a store whose fences are known to one process only fails fence.other-process', async () => {
  const program = await bundle('private-fences-store');
  const clause = CLAUSES.find(({ id }) => id === 'fence.other-process');
  const module = pathToFileURL(program.path).href;
  const options = { test, module, open: privateFencesStore };
  await expect(clause && checkClause(clause, options)).rejects.toThrow(
    /Missing expected rejection/,
  );
  program.discard();
});

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
