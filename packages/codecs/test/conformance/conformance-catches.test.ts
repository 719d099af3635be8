// Each clause was seen failing: for each there is a codec that breaks it, and sound ones that don't.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLAUSES, checkClause, recordGolden } from '../../src/conformance/index.js';
import { createCodec } from '../../src/index.js';
import { BROKEN_CODECS } from './broken-codecs.js';
import { invertedFormat, sealEnvelope } from './own-parts.js';
import { QUIETLY_BROKEN } from './quietly-broken.js';
import { acmeFormat, moveSlot, projectSlot, withoutSlot, withSlot } from './rack-slot.js';

const acme = {
  test,
  states: { 'no slot': withoutSlot, 'a slot': withSlot },
  project: projectSlot,
  change: moveSlot,
  golden: new URL('./golden/', import.meta.url),
};

for (const clause of CLAUSES) {
  test(`a codec that breaks it fails ${clause.id}`, async () => {
    const quiet = QUIETLY_BROKEN.find((one) => one.clause === clause.id);
    const broken = (BROKEN_CODECS[clause.id] ?? quiet?.make)?.();
    if (broken === undefined) throw new Error('no broken codec for this clause');
    const failure = await checkClause(clause, { test, ...broken }).catch((error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(TypeError);
  });

  test(`sound codecs pass ${clause.id}`, async () => {
    await checkClause(clause, { ...acme, codec: createCodec({ format: acmeFormat }) });
    const codec = createCodec({ format: invertedFormat, envelope: sealEnvelope });
    await checkClause(clause, { test, codec });
  });
}

// Each breaks one clause and no other: without it, the suite would let the codec pass.
describe.each(QUIETLY_BROKEN)('$clause alone catches $what', ({ clause: breaks, make }) => {
  test('and no other clause does', async () => {
    const caughtBy: string[] = [];
    for (const clause of CLAUSES) {
      await checkClause(clause, { test, ...make() }).catch((error) => {
        expect(error).not.toBeInstanceOf(TypeError);
        caughtBy.push(clause.id);
      });
    }
    expect(caughtBy).toEqual([breaks]);
  });
});

test('clauses have ids of their own, and each is a sentence', () => {
  const ids = CLAUSES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(40);
  for (const { says } of CLAUSES) expect(says.length).toBeGreaterThan(20);
});

describe('golden files', () => {
  test('are recorded once, and stay as they are', async () => {
    const golden = mkdtempSync(join(tmpdir(), 'golden-'));
    const options = { ...acme, golden, codec: createCodec({ format: acmeFormat }) };
    expect(await recordGolden(options)).toHaveLength(2);
    expect(await recordGolden(options)).toEqual([]);
    rmSync(golden, { recursive: true });
  });
});
