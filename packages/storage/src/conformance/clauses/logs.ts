import assert from 'node:assert/strict';
import type { SessionStorage } from '../../storage.js';
import type { Clause } from '../clause.js';
import { WordWriter } from '../kit.js';

export const LOGS: readonly Clause[] = [
  {
    id: 'logs.round-trip',
    says: 'what is written to a log comes back in the order of the calls, also after it was opened again',
    concerns: ({ logs }) => logs,
    async check(kit) {
      const storage = await (await kit.open()).create();
      for (const part of ['one ', 'two ', 'three']) {
        await using log = await storage.openLog('job.record.gz');
        await Promise.all([log.write(Buffer.from(part)), log.write(Buffer.from('and '))]);
      }
      const reader = await (await kit.openReader()).open(storage.id, { readOnly: true });
      assert.equal(await content(reader, 'job.record.gz'), 'one and two and threeand ');
    },
  },
  {
    id: 'logs.apart',
    says: 'logs of different names, and of different sessions, are different logs',
    concerns: ({ logs }) => logs,
    async check(kit) {
      const repository = await kit.open();
      const storages = [await repository.create(), await repository.create()];
      for (const [index, storage] of storages.entries()) {
        for (const name of ['a', 'b']) {
          await using log = await storage.openLog(name);
          await log.write(Buffer.from(`${name}${index}`));
        }
      }
      for (const [index, storage] of storages.entries()) {
        for (const name of ['a', 'b'])
          assert.equal(await content(storage, name), `${name}${index}`);
      }
    },
  },
  {
    id: 'logs.named',
    says: 'a checkpoint may name the logs it needs, and is refused if one of them is not there',
    concerns: ({ logs }) => logs,
    async check(kit) {
      const writer = new WordWriter(await (await kit.open()).create());
      await writer.word();
      const { storage } = writer;
      const log = await storage.openLog('there');
      await log.write(Buffer.from('log'));
      const bytes = Buffer.from('w1 w2');
      await storage.append({ kind: 'snapshot', bytes, logs: ['there'] });
      const refused = storage.append({ kind: 'snapshot', bytes, logs: ['there', 'missing'] });
      await assert.rejects(refused, { code: 'NOT_FOUND' });
      assert.equal(await kit.found(storage.id), 'w1 w2');
      assert.equal(storage.sequence, 2);
    },
  },
  {
    id: 'logs.unknown',
    says: 'a log that was never written is not found',
    concerns: ({ logs }) => logs,
    async check(kit) {
      const storage = await (await kit.open()).create();
      await assert.rejects(content(storage, 'never'), { code: 'NOT_FOUND' });
    },
  },
];

async function content(storage: SessionStorage, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of storage.readLog(name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
