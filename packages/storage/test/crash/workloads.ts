import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FileSystemDriver } from '../../src/filesystem/driver.js';
import { defineRepository, type FileSystemOptions } from '../../src/index.js';
import { FailingFileSystem } from '../failing-file-system.js';
import type { SimulatedDisk } from './simulated-disk.js';
import { type Ledger, WordWriter } from './word-writer.js';

export const PLACE = '/sessions';

/** Something done to a disk, every moment of which may be the last. */
export type Workload = (disk: SimulatedDisk, ledger: Ledger) => Promise<void>;

function openPlace(
  disk: Pick<SimulatedDisk, 'fileSystem'>,
  options: FileSystemOptions = {},
): ReturnType<typeof defineRepository> {
  const driver = new FileSystemDriver(PLACE, { keepGenerations: 1, ...options }, disk.fileSystem);
  return defineRepository(driver);
}

async function create(
  disk: Pick<SimulatedDisk, 'fileSystem'>,
  ledger: Ledger,
  options?: FileSystemOptions,
): Promise<WordWriter> {
  return new WordWriter(await openPlace(disk, options).create(), ledger);
}

async function reopen(
  disk: SimulatedDisk,
  ledger: Ledger,
  options?: FileSystemOptions,
): Promise<WordWriter> {
  // By force, since the owner to take over from is this very process.
  const storage = await openPlace(disk, options).open(ledger.id, { force: true });
  const words = ledger.states.get(storage.sequence)?.split(' ') ?? [];
  return new WordWriter(storage, ledger, words);
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  'create and save': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.storage.close();
  },

  'append one by one': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    for (let i = 0; i < 6; i++) await writer.delta(i % 2 === 0 ? 8 : 700);
    await writer.storage.close();
  },

  'append in place, from block to block': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    for (let i = 0; i < 9; i++) writer.deltaSync(i % 2 === 0 ? 8 : 900);
    await writer.delta(700);
    writer.deltaSync(4000);
    writer.deltaSync();
    await writer.storage.close();
  },

  'append in batches': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    for (const size of [300, 900]) {
      await Promise.all([
        writer.delta(size),
        writer.delta(size),
        writer.delta(size),
        writer.delta(),
      ]);
    }
    await writer.storage.close();
  },

  'outgrow the zeros': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta(65_000);
    await writer.delta(600);
    await writer.delta(600);
    await writer.storage.close();
  },

  'save snapshots': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    for (let i = 0; i < 4; i++) {
      await writer.snapshot(600);
      await writer.delta();
    }
    await writer.storage.close();
  },

  'rotate while deltas go on': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.delta(600);
    const goOn = async (): Promise<void> => {
      for (let i = 0; i < 9; i++) await writer.delta(i % 3 === 0 ? 600 : 8);
    };
    await Promise.all([writer.fold(), goOn()]);
    await Promise.all([writer.delta(), writer.fold(), writer.delta()]);
    await writer.storage.close();
  },

  'fold and close': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.fold();
    await writer.storage.close();
    const again = await reopen(disk, ledger);
    await again.delta();
    await again.storage.close();
  },

  'write at once beside what is being written': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    const waiting = [writer.delta(), writer.delta(600)];
    writer.deltaSync();
    await Promise.all(waiting);
    const folding = writer.fold();
    await writer.delta();
    writer.deltaSync();
    await folding;
    await writer.storage.close();
  },

  'save a snapshot at once beside one that is being saved': async (disk, ledger) => {
    const writer = await create(disk, ledger, { keepGenerations: 2 });
    await writer.snapshot();
    await writer.delta();
    // Around the last sync of what is under way.
    for (let steps = 46; steps < 58; steps += 4) {
      const saving = writer.snapshot();
      for (let step = 0; step < steps; step++) await setImmediate();
      writer.snapshotSync();
      await saving;
      await writer.delta();
    }
    await writer.storage.close();
  },

  'log, then checkpoint': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    for (const name of ['one', 'two']) {
      await using log = await writer.storage.openLog(name);
      await log.write(Buffer.from(`log of ${name}`));
      await writer.delta(8, name);
    }
    await writer.storage.close();
  },

  'take over from a killed owner': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.delta(600);
    const next = await reopen(disk, ledger);
    await next.delta();
    await next.snapshot();
    await next.delta();
    await next.storage.close();
  },

  'repair a damaged snapshot': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.snapshot();
    await writer.delta();
    await writer.fold();
    await writer.delta();
    await writer.storage.close();
    ledger.damaged = true;
    const rotten = Buffer.from('rotten');
    disk.place(`${writer.storage.location}/session`, rotten);
    const again = await reopen(disk, ledger);
    await again.storage.repair();
    ledger.keptAside.push(rotten);
    ledger.damaged = false;
    await again.delta();
    await again.storage.close();
  },

  'keep no older generation': async (disk, ledger) => {
    const writer = await create(disk, ledger, { keepGenerations: 0 });
    await writer.snapshot();
    await writer.delta();
    await writer.fold();
    await writer.delta();
    await writer.snapshot();
    await writer.storage.close();
    const again = await reopen(disk, ledger, { keepGenerations: 0 });
    await again.delta();
    await again.storage.close();
  },

  'sync in batches': async (disk, ledger) => {
    ledger.isBatched = true;
    const options = { durability: 'batched', batchInterval: 2 } as const;
    const writer = await create(disk, ledger, options);
    await writer.snapshot();
    for (let i = 0; i < 6; i++) await writer.delta(i % 2 === 0 ? 8 : 700);
    await Promise.all([writer.fold(), writer.delta(), writer.delta(600)]);
    await writer.storage.close();
  },

  'sync seldom, so that whole batches are lost beside others': async (disk, ledger) => {
    ledger.isBatched = true;
    const options = { durability: 'batched', batchInterval: 1e6 } as const;
    const writer = await create(disk, ledger, options);
    await writer.snapshot();
    for (const size of [8, 8, 600, 8, 1100]) await writer.delta(size);
    await Promise.all([writer.delta(300), writer.delta(300), writer.delta(300)]);
    await Promise.all([writer.fold(), writer.delta(), writer.delta(600)]);
    for (const size of [8, 700, 8]) await writer.delta(size);
    await writer.snapshot();
    await writer.delta();
    const next = await reopen(disk, ledger, options);
    await next.delta();
    await next.storage.close();
  },

  'whole snapshots, as plainbox (Python) writes them': async (disk, ledger) => {
    const writer = await create(disk, ledger, { mode: 'snapshot' });
    for (let i = 0; i < 3; i++) await writer.snapshot(600);
    await writer.storage.close();
    const again = await reopen(disk, ledger, { mode: 'snapshot' });
    await again.snapshot();
    await again.storage.close();
  },

  'change to whole snapshots, and back': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.fold();
    await writer.delta();
    await writer.storage.close();
    const whole = await reopen(disk, ledger, { mode: 'snapshot' });
    for (let i = 0; i < 2; i++) await whole.snapshot();
    await whole.storage.close();
    const again = await reopen(disk, ledger);
    await again.delta();
    await again.fold();
    await again.delta();
    await again.storage.close();
  },

  'keep fewer generations than before': async (disk, ledger) => {
    const writer = await create(disk, ledger, { keepGenerations: 5 });
    await writer.snapshot();
    for (let i = 0; i < 4; i++) {
      await writer.delta();
      await writer.fold();
    }
    await writer.storage.close();
    const again = await reopen(disk, ledger, { keepGenerations: 1 });
    await again.delta();
    await again.fold();
    await again.delta();
    await again.storage.close();
  },

  'repair a damaged generation': async (disk, ledger) => {
    const writer = await create(disk, ledger, { keepGenerations: 5 });
    await writer.snapshot();
    for (let i = 0; i < 3; i++) {
      await writer.delta();
      await writer.fold();
    }
    await writer.storage.close();
    ledger.historyDamaged = true;
    const path = `${writer.storage.location}/generations/000000000002.session`;
    const rotten = Buffer.from('rotten');
    disk.place(path, rotten);
    const again = await reopen(disk, ledger, { keepGenerations: 5 });
    await again.storage.repair();
    ledger.keptAside.push(rotten);
    ledger.historyDamaged = false;
    await again.delta();
    await again.fold();
    await again.storage.close();
  },

  'go on from what another program saved': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.storage.close();
    const path = `${writer.storage.location}/session.journal`;
    const journal = disk.contentOf(path);
    // It zips what it saves, and that can be told from rot.
    const foreign = gzipSync('from Python');
    disk.place(`${writer.storage.location}/session`, foreign);
    ledger.states.set(3, foreign.toString());
    const again = await reopen(disk, ledger);
    ledger.keptAside.push(journal);
    await again.delta();
    await again.storage.close();
  },

  remove: async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    ledger.removing = true;
    await writer.storage.remove();
  },

  'take over in the middle of a save': async (disk, ledger) => {
    let writer = await create(disk, ledger, { keepGenerations: 2 });
    await writer.snapshot();
    await writer.delta();
    // Around the rename of the snapshot and the sync behind it.
    for (let steps = 40; steps < 50; steps += 3) {
      const saving = writer.snapshot().catch(() => {});
      for (let step = 0; step < steps; step++) await setImmediate();
      // At once, so that the owner before comes no further.
      new FileSystemDriver(PLACE, {}, disk.fileSystem).claimSync(ledger.id, { force: true });
      await saving;
      writer = await reopen(disk, ledger, { keepGenerations: 2 });
    }
    await writer.storage.close();
  },

  'take over in the middle of a rotation': async (disk, ledger) => {
    const writer = await create(disk, ledger);
    await writer.snapshot();
    await writer.delta();
    await writer.delta();
    const folding = writer.fold().catch(() => {});
    for (let i = 0; i < 3; i++) await writer.delta();
    const next = await reopen(disk, ledger);
    await folding;
    await next.delta();
    await next.fold();
    await next.storage.close();
  },

  'save again what failed when it was stored': async (disk, ledger) => {
    const system = new FailingFileSystem(disk.fileSystem);
    const writer = await create(system, ledger);
    await writer.snapshot();
    for (const after of [1, 2, 3]) {
      await writer.delta();
      system.failure = { operation: 'sync', path: '.session', code: 'EIO', after };
      await writer.refusedSnapshot(16);
      system.failure = undefined;
      await writer.snapshot();
    }
    await writer.delta();
    await writer.snapshot();
    await writer.storage.close();
  },

  'save the first again': async (disk, ledger) => {
    const system = new FailingFileSystem(disk.fileSystem);
    const writer = await create(system, ledger);
    for (const after of [1, 2]) {
      system.failure = { operation: 'sync', path: '.session', code: 'EIO', after };
      await writer.refusedSnapshot(16 + after);
      system.failure = undefined;
    }
    await writer.snapshot();
    await writer.delta();
    await writer.snapshot();
    await writer.storage.close();
  },

  'go on where a fold failed at its end': async (disk, ledger) => {
    const system = new FailingFileSystem(disk.fileSystem);
    const writer = await create(system, ledger);
    await writer.snapshot();
    await writer.delta();
    system.failure = { operation: 'rename', path: '.session/session', code: 'EIO', after: 1 };
    const folding = writer.fold().catch(() => {});
    await writer.delta(600);
    await writer.delta();
    await folding;
    if (system.failed === 0) throw new Error('This fold was meant to fail.');
    system.failure = undefined;
    await writer.delta();
    await writer.fold();
    await writer.delta();
    await writer.snapshot();
    await writer.storage.close();
  },
};
