import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { WordWriter, words } from '../kit.js';

export const CLOSE: readonly Clause[] = [
  {
    id: 'close.waits',
    says: 'closing waits for the checkpoints that were handed in before',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      const saving = Array.from({ length: 5 }, () => writer.word());
      await writer.storage.close();
      assert.equal(await kit.found(writer.storage.id), words(5));
      assert.deepEqual(await Promise.all(saving), [1, 2, 3, 4, 5]);
    },
  },
  {
    id: 'close.twice',
    says: 'closing twice does no harm, to a session or to the store',
    async check(kit) {
      const repository = await kit.open();
      const storage = await repository.create();
      await Promise.all([storage.close(), storage.close()]);
      await storage.close();
      await Promise.all([repository.close(), repository.close()]);
      await repository.close();
    },
  },
  {
    id: 'close.refuses',
    says: 'what is closed refuses to be used',
    async check(kit) {
      const repository = await kit.open();
      const storage = await repository.create();
      await storage.close();
      await assert.rejects(storage.append({ kind: 'snapshot', bytes: Buffer.from('x') }), {
        code: 'CLOSED',
      });
      await assert.rejects(storage.load(), { code: 'CLOSED' });
      await repository.close();
      await assert.rejects(repository.create(), { code: 'CLOSED' });
    },
  },
  {
    id: 'capabilities.fixed',
    says: 'what a store declares to do can not be changed',
    async check(kit) {
      const { supports } = await kit.open();
      assert.ok(Object.isFrozen(supports));
      assert.equal(typeof supports.history, 'boolean');
      assert.equal(typeof supports.fencing, 'boolean');
      assert.ok(['power-loss', 'process', 'nothing'].includes(supports.survives));
    },
  },
];
