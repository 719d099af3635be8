import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isStorageError } from '../../errors.js';
import type { Clause } from '../clause.js';
import { type Kit, WordWriter, words } from '../kit.js';
import { startProcess } from '../other-process.js';

/** Saves one word after the other, and says each number that was acknowledged. */
const WRITER = `
const [module, place, id] = process.argv.slice(1);
const { open } = await import(module);
const storage = await (await open(place)).open(id);
for (let count = storage.sequence; ; ) {
  const word = 'w' + ++count;
  const whole = Array.from({ length: count }, (_, index) => 'w' + (index + 1)).join(' ');
  const isWhole = storage.snapshotNeeded || !storage.supports.deltas || count % 20 === 0;
  const bytes = Buffer.from(isWhole ? whole : word);
  await storage.append({ kind: isWhole ? 'snapshot' : 'delta', bytes });
  console.log(count);
}
`;

export const CRASH: readonly Clause[] = [
  {
    id: 'crash.killed',
    says: 'after its writer was killed, a session can be opened at once and has every acknowledged checkpoint',
    concerns: ({ survives }, { module }) => survives !== 'nothing' && module !== undefined,
    async check(kit) {
      const repository = await kit.open();
      const writer = new WordWriter(await repository.create());
      let acknowledged = await writer.word();
      const { id } = writer.storage;
      await repository.close();
      for (let round = 1; round <= 3; round++) {
        acknowledged = Math.max(acknowledged, await killedAfter(kit, id, round * 25));
        const again = await kit.open();
        const storage = await again.open(id);
        assert.ok(
          storage.sequence >= acknowledged,
          `${storage.sequence} of ${acknowledged} are left`,
        );
        assert.equal(await kit.found(id), words(storage.sequence));
        await again.close();
      }
    },
  },
  {
    id: 'crash.cut',
    says: 'a session whose newest record was cut loads as an earlier checkpoint, or says that it is damaged',
    concerns: ({ integrity }, { cut }) => integrity && cut !== undefined,
    check: (kit) => checkDamaged(kit, (id) => kit.options.cut?.(kit.place, id)),
  },
  {
    id: 'crash.flipped',
    says: 'a session whose newest record was changed loads as an earlier checkpoint, or says that it is damaged',
    concerns: ({ integrity }, { flip }) => integrity && flip !== undefined,
    check: (kit) => checkDamaged(kit, (id) => kit.options.flip?.(kit.place, id)),
  },
];

async function killedAfter(kit: Kit, id: string, lines: number): Promise<number> {
  const child = startProcess(kit, WRITER, id);
  let last = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (++count === lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.ok(count >= lines, `the writer ended by itself after ${count} checkpoints`);
  return last;
}

async function checkDamaged(
  kit: Kit,
  damage: (id: string) => Promise<void> | undefined,
): Promise<void> {
  const repository = await kit.open();
  const writer = new WordWriter(await repository.create());
  for (let i = 0; i < 5; i++) await writer.word();
  await repository.close();
  await damage(writer.storage.id);
  const reader = await (await kit.openReader()).open(writer.storage.id, { readOnly: true });
  try {
    const loaded = await reader.load();
    assert.ok(loaded !== undefined && loaded.sequence < 5, 'the damage went unnoticed');
    assert.equal(await kit.found(writer.storage.id), words(loaded.sequence));
  } catch (error) {
    if (!isStorageError(error, 'DAMAGED')) throw error;
  }
}
