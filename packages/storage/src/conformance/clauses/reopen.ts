import assert from 'node:assert/strict';
import type { Clause } from '../clause.js';
import { textOf, WordWriter, words } from '../kit.js';

export const REOPEN: readonly Clause[] = [
  {
    id: 'reopen.all-there',
    says: 'everything that was acknowledged is found when the store is opened again',
    async check(kit) {
      const first = await kit.open();
      const writer = new WordWriter(await first.create());
      for (let i = 0; i < 7; i++) await writer.word();
      await first.close();
      assert.equal(await kit.found(writer.storage.id), words(7));
    },
  },
  {
    id: 'reopen.numbers-go-on',
    says: 'a session that is opened again goes on with the next number',
    async check(kit) {
      const first = await kit.open();
      const writer = new WordWriter(await first.create());
      for (let i = 0; i < 3; i++) await writer.word();
      await first.close();
      const again = await (await kit.open()).open(writer.storage.id);
      assert.equal(again.sequence, 3);
      assert.equal(await textOf(again), words(3));
      assert.equal(await new WordWriter(again, words(3).split(' ')).word(), 4);
      assert.equal(await kit.found(again.id), words(4));
    },
  },
  {
    id: 'reopen.nothing-saved',
    says: 'a session in which nothing was saved yet is found, can be written, and can be removed',
    async check(kit) {
      const first = await kit.open();
      const [written, removed] = [(await first.create()).id, (await first.create()).id];
      await first.close();
      assert.equal(await kit.found(written), '');
      const again = await kit.open();
      assert.equal(await new WordWriter(await again.open(written)).word(), 1);
      await again.remove(removed);
      const opening = (await kit.openReader()).open(removed, { readOnly: true });
      await assert.rejects(opening, { code: 'NOT_FOUND' });
    },
  },
  {
    id: 'reopen.not-anew',
    says: 'a session that is there is not made once more, and what is saved in it stays',
    async check(kit) {
      const repository = await kit.open();
      const { driver } = repository;
      // Without it, the first claim makes a session.
      if (driver.create === undefined) return;
      const writer = new WordWriter(await repository.create());
      assert.equal(await driver.create(writer.storage.id), false);
      await writer.word();
      assert.equal(await driver.create(writer.storage.id), false);
      await writer.word();
      await repository.close();
      const again = (await kit.open()).driver;
      assert.equal(await again.create?.(writer.storage.id), false);
      assert.equal(await kit.found(writer.storage.id), words(2));
    },
  },
  {
    id: 'reopen.unknown',
    says: 'a session that was never made is not found',
    async check(kit) {
      const repository = await kit.open();
      await assert.rejects(repository.open('never-made'), { code: 'NOT_FOUND' });
      await assert.rejects(repository.open('never-made', { readOnly: true }), {
        code: 'NOT_FOUND',
      });
    },
  },
];
