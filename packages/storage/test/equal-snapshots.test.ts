import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSystemRepository, type SessionStorage } from '../src/index.js';
import { delta, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

/** Capitals are snapshots, small letters deltas; what each checkpoint then is. */
async function save(storage: SessionStorage, letters: string): Promise<string[]> {
  const states: string[] = [];
  for (const letter of letters.split(' ')) {
    const isSnapshot = letter === letter.toUpperCase();
    await storage.append(isSnapshot ? snapshot(letter) : delta(letter));
    states.push(isSnapshot ? letter : `${states.at(-1)}${letter}`);
  }
  return states;
}

async function textAt(storage: SessionStorage, sequence: number): Promise<string> {
  const { snapshot: base, deltas } = await storage.loadAt(sequence);
  return [base, ...deltas].map((bytes) => Buffer.from(bytes).toString()).join('');
}

async function numbersOf(storage: SessionStorage): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { sequence } of storage.history()) numbers.push(sequence);
  return numbers;
}

describe('the same bytes saved as several snapshots are as many checkpoints', () => {
  for (const letters of [
    'A A',
    'A A A',
    'A d A',
    'A d A d',
    'A B A',
    'A d e A f B',
    'A d B A e A',
  ]) {
    test(letters, async () => {
      const repository = fileSystemRepository(temporaryPlace(), { keepGenerations: 9 });
      await using storage = await repository.create();
      const states = await save(storage, letters);
      const all = states.map((_, index) => states.length - index);
      expect(await numbersOf(storage)).toEqual(all);
      for (const sequence of all) {
        expect(await textAt(storage, sequence)).toBe(states[sequence - 1]);
      }
      expect(await storage.load()).toMatchObject({ sequence: states.length, faults: [] });
      expect(await storage.verify()).toMatchObject({ ok: true, faults: [] });
    });
  }

  test('also where snapshot mode goes back to what a journal once continued', async () => {
    const place = temporaryPlace();
    const storage = await fileSystemRepository(place).create();
    await save(storage, 'A d');
    await storage.close();
    const whole = fileSystemRepository(place, { mode: 'snapshot' });
    await using again = await whole.open(storage.id);
    await save(again, 'B A');
    expect(await again.load()).toMatchObject({ sequence: 4, deltas: [], faults: [] });
    await again.close();
    const reader = await fileSystemRepository(place).open(storage.id, { readOnly: true });
    expect(await reader.load()).toMatchObject({ sequence: 4, deltas: [], faults: [] });
  });

  test('and none is taken for an older one where the journal is gone', async () => {
    const repository = fileSystemRepository(temporaryPlace());
    const storage = await repository.create();
    await save(storage, 'A d B A');
    await storage.close();
    rmSync(join(storage.location, 'session.journal'));
    const reader = await repository.open(storage.id, { readOnly: true });
    const loaded = await reader.load();
    expect(loaded?.faults.length).toBeGreaterThan(0);
    expect([3, 4]).toContain(loaded?.sequence);
  });
});
