import { describe, expect, test, vi } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import { defineRepository, type SessionStorage } from '../src/index.js';
import { FailingFileSystem } from './failing-file-system.js';
import { delta, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

async function batched(
  batchInterval: number,
): Promise<{ storage: SessionStorage; system: FailingFileSystem }> {
  const system = new FailingFileSystem();
  const options = { durability: 'batched', batchInterval } as const;
  const driver = new FileSystemDriver(temporaryPlace(), options, system.fileSystem);
  const storage = await defineRepository(driver).create();
  await storage.append(snapshot('S'));
  return { storage, system };
}

describe('a storage that is synced in batches tells of a sync that failed', () => {
  test('when it is closed, the last place to say so', async () => {
    const { storage, system } = await batched(1_000_000);
    await storage.append(delta('a'));
    system.failure = { operation: 'sync', path: '.tmp.', code: 'EIO' };
    await expect(storage.close()).rejects.toMatchObject({
      code: 'IO_FAILED',
      cause: { code: 'EIO' },
    });
  });

  test('at the next checkpoint, and at the close if there is none', async () => {
    for (const isLast of [false, true]) {
      const { storage, system } = await batched(1);
      system.failure = { operation: 'sync', path: '.tmp.', code: 'EIO' };
      await storage.append(delta('a'));
      await vi.waitFor(() => expect(system.failed).toBe(1));
      system.failure = undefined;
      if (!isLast) {
        await expect(storage.append(delta('b'))).rejects.toMatchObject({ code: 'IO_FAILED' });
        await storage.append(snapshot('T'));
        await storage.close();
      } else await expect(storage.close()).rejects.toMatchObject({ code: 'IO_FAILED' });
    }
  });
});
