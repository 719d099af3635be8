import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FileSystemDriver } from '../src/filesystem/driver.js';
import { layoutOf } from '../src/filesystem/layout.js';
import { recover } from '../src/filesystem/recovery.js';
import { runSync } from '../src/filesystem/steps.js';
import { defineRepository, fileSystemRepository, type SessionStorage } from '../src/index.js';
import { disksAfterPowerCut, lotFrom } from './crash/power-cut.js';
import { SimulatedDisk } from './crash/simulated-disk.js';
import { FailingFileSystem } from './failing-file-system.js';
import { delta, loadText, snapshot } from './records.js';
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

test('what a snapshot has made history is there after a power cut', async () => {
  const disk = new SimulatedDisk();
  const options = { durability: 'batched', batchInterval: 1_000_000 } as const;
  const storage = await defineRepository(
    new FileSystemDriver('/sessions', options, disk.fileSystem),
  ).create();
  await storage.append(snapshot('S'));
  for (const word of ['a', 'b', 'c']) await storage.append(delta(word.repeat(600)));
  await storage.append(snapshot('T'));
  await storage.append(delta('d'));
  for (const left of disksAfterPowerCut(disk, 30, lotFrom(1))) {
    const layout = layoutOf('/sessions', storage.id);
    for (const sequence of [1, 2, 3, 4, 5]) {
      const { snapshot, records } = runSync(recover(left.fileSystem, layout, sequence));
      expect(records.at(-1)?.sequence ?? snapshot?.sequence).toBe(sequence);
    }
  }
});

describe('a power cut that took a sector in the middle', () => {
  for (const mode of ['journal', 'snapshot'] as const) {
    test(`is told, and a writer in ${mode} mode keeps the records behind it aside`, async () => {
      const { storage } = await batched(1_000_000);
      for (const word of ['a', 'b', 'c']) await storage.append(delta(word.repeat(1200)));
      // As it is found afterwards.
      const place = temporaryPlace();
      cpSync(storage.location, join(place, `${storage.id}.session`), { recursive: true });
      const path = join(place, `${storage.id}.session`, 'session.journal');
      const torn = readFileSync(path);
      const middle = torn.indexOf('bbb');
      torn.fill(0, middle - (middle % 512) + 512, middle - (middle % 512) + 1024);
      writeFileSync(path, torn);

      const found = await fileSystemRepository(place).open(storage.id, { readOnly: true });
      const report = await found.verify();
      expect(report).toMatchObject({ ok: true, sequence: 2 });
      expect(report.faults.map(({ code }) => code)).toEqual(['TORN_TAIL', 'SET_ASIDE']);
      expect(report.faults[0]).toMatchObject({ lostFrom: 3, lostTo: 4 });

      const again = await fileSystemRepository(place, { mode }).open(storage.id, { force: true });
      await again.append(snapshot('T'));
      await again.close();
      expect(readFileSync(join(again.location, 'set-aside', '1.journal'))).toEqual(torn);
      expect(readdirSync(join(again.location, 'set-aside'))).toHaveLength(1);
      const last = await fileSystemRepository(place).open(storage.id, { readOnly: true });
      expect(await loadText(last)).toBe('T@3');
      expect(await last.verify()).toMatchObject({ ok: true });
    });
  }
});
