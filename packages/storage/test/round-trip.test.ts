import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSystemRepository, memoryRepository } from '../src/index.js';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'plainbox-storage-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

for (const [name, make] of [
  ['file system', () => fileSystemRepository(place)],
  ['memory', () => memoryRepository()],
] as const) {
  test(`a snapshot comes back as it was saved (${name})`, async () => {
    const repository = make();
    const storage = await repository.create();
    expect(await storage.load()).toBeUndefined();
    const receipt = await storage.append({ kind: 'snapshot', bytes: Buffer.from('one') });
    expect(receipt.sequence).toBe(1);
    await storage.close();
    const again = await repository.open(storage.id, { readOnly: true });
    const saved = await again.load();
    expect(Buffer.from(saved?.snapshot ?? []).toString()).toBe('one');
    await repository.close();
  });
}
