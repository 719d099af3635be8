import assert from 'node:assert/strict';
import { isStorageError } from '../../errors.js';
import type { Clause } from '../clause.js';
import { WordWriter, words } from '../kit.js';

export const REPAIR: readonly Clause[] = [
  {
    id: 'repair.others-go-on',
    says: 'a repair of a sound session loses no checkpoint that is handed in meanwhile, and gives no number twice',
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      for (let i = 0; i < 3; i++) await writer.word();
      const repairing = writer.storage.repair().catch((error) => {
        // A store without a repair has nothing to lose by it.
        if (!isStorageError(error, 'UNSUPPORTED')) throw error;
      });
      const first = await writer.word();
      const meanwhile = await Promise.all([writer.word(), writer.word()]);
      await repairing;
      const numbers = [first, ...meanwhile, await writer.word()];
      assert.deepEqual(numbers, [4, 5, 6, 7]);
      assert.equal(await kit.found(writer.storage.id), words(7));
    },
  },
];
