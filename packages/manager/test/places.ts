import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryRepository, SessionStorageRepository } from '@plainbox/storage';
import { test as base, type TestAPI } from 'vitest';

interface Place {
  /** An empty repository that ends with the test. */
  readonly repo: SessionStorageRepository;
}

/** Tests with sessions in a folder of their own. */
export const onDisk: TestAPI<Place> = base.extend<Place>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures off the pattern
  repo: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'plainbox-manager-'));
    const repo = new SessionStorageRepository(folder);
    await use(repo);
    await repo.close();
    await rm(folder, { recursive: true });
  },
});

/** Tests with sessions that are nowhere but in memory. */
export const inMemory: TestAPI<Place> = base.extend<Place>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures off the pattern
  repo: async ({}, use) => {
    const repo = memoryRepository();
    await use(repo);
    await repo.close();
  },
});

/** Both, for behaviour that the place makes no difference to. */
export const places: readonly (readonly [name: string, test: TestAPI<Place>])[] = [
  ['on disk', onDisk],
  ['in memory', inMemory],
];
