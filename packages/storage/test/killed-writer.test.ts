import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileSystemRepository } from '../src/index.js';
import { lotFrom } from './crash/power-cut.js';
import { bundle, Program } from './processes/program.js';
import { temporaryPlace } from './temporary-place.js';

/** `PLAINBOX_KILLS=200` is the whole; usually fewer. */
const kills = Number(process.env['PLAINBOX_KILLS'] ?? 16);

let program: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  program = await bundle('checkpointer');
});
afterAll(() => program.discard());

for (const form of ['async', 'sync']) {
  test(`a process killed at ${kills / 2} random moments loses no acknowledged checkpoint (${form})`, {
    timeout: 600_000,
  }, async () => {
    const place = temporaryPlace();
    const repository = fileSystemRepository(place);
    const { id, close } = await repository.create().then(async (storage) => {
      await storage.close();
      return { id: storage.id, close: () => repository.close() };
    });
    const lot = lotFrom(kills);
    let acknowledged = 0;
    for (let kill = 0; kill < kills / 2; kill++) {
      const writer = Program.start(program.path, place, id, form);
      expect(Number(await writer.line())).toBeGreaterThanOrEqual(acknowledged);
      await sleep(lot() * 60);
      const lines = await writer.kill();
      acknowledged = Math.max(acknowledged, ...lines.map(Number));
      // The dead owner's lock is no hindrance: whoever comes next has the session at once.
      const storage = await repository.open(id);
      const loaded = await storage.load();
      const text = [loaded?.snapshot, ...(loaded?.deltas ?? [])]
        .map((bytes) => Buffer.from(bytes ?? []).toString())
        .join(' ');
      const words = text === '' ? [] : text.split(' ');
      expect(storage.sequence).toBeGreaterThanOrEqual(acknowledged);
      expect(words).toEqual(
        Array.from({ length: storage.sequence }, (_, index) => `w${index + 1}`),
      );
      expect(loaded?.faults.filter(({ code }) => code !== 'TORN_TAIL') ?? []).toEqual([]);
      await storage.close();
    }
    expect(acknowledged).toBeGreaterThan(kills);
    await close();
  });
}
