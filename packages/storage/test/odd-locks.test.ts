import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileSystemRepository, type SessionStorage } from '../src/index.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

/** A session given back, its lock's number being 1. */
async function closedSession(place: string): Promise<SessionStorage> {
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await storage.close();
  return storage;
}

const codeOf = ({ code }: { code: string }): string => code;

describe('a name like a lock with a number that none of ours can have', () => {
  for (const number of ['9007199254740992', '9007199254740993', '9'.repeat(200)]) {
    test(`${number.slice(0, 20)} is no lock: the session is opened, and by one writer only`, async () => {
      const place = temporaryPlace();
      const { id, location } = await closedSession(place);
      const odd = join(location, `session.lock.${number}`);
      writeFileSync(odd, '{"pid":1}');
      const repository = fileSystemRepository(place);
      const writer = await repository.open(id);
      await expect(fileSystemRepository(place).open(id)).rejects.toMatchObject({ code: 'LOCKED' });
      expect((await repository.findOwner(id))?.owner.pid).toBe(process.pid);
      await writer.append(delta('a'));
      expect(await loadText(writer)).toBe('S|a@2');
      await writer.close();
      expect(existsSync(odd)).toBe(true);
    });
  }
});

test('a session whose numbers of locks are used up says so, and how to go on', async () => {
  const place = temporaryPlace();
  const { id, location } = await closedSession(place);
  for (const last of [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]) {
    const path = join(location, `session.lock.${last}`);
    writeFileSync(path, '');
    for (const force of [false, true]) {
      await expect(fileSystemRepository(place).open(id, { force })).rejects.toMatchObject({
        code: 'DAMAGED',
        path,
      });
    }
  }
});

describe('what is no file and has the name of a lock', () => {
  const kinds: [string, (path: string) => void][] = [
    ['a folder', (path) => mkdirSync(path)],
    ['a link to nothing', (path) => symlinkSync('nowhere', path)],
    ['a link to an empty file', (path) => symlinkSync('/dev/null', path)],
  ];
  for (const [kind, put] of kinds) {
    test(`${kind} as the newest: nobody writes, not even by force, and a reader is not hindered`, async () => {
      const place = temporaryPlace();
      const { id, location } = await closedSession(place);
      put(join(location, 'session.lock.7'));
      const before = readdirSync(location).sort();
      for (const force of [false, true]) {
        const opened = fileSystemRepository(place).open(id, { force });
        await expect(opened).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
      }
      const repository = fileSystemRepository(place);
      await expect(repository.remove(id)).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
      await expect(repository.findOwner(id)).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
      const ids: string[] = [];
      for await (const row of repository.list()) ids.push(row.id);
      expect(ids).toEqual([id]);
      const reader = await repository.open(id, { readOnly: true });
      expect(await loadText(reader)).toBe('S@1');
      expect(readdirSync(location).sort()).toEqual(before);
    });

    test(`${kind} as an older one is passed by`, async () => {
      const place = temporaryPlace();
      const storage = await closedSession(place);
      const first = await fileSystemRepository(place).open(storage.id);
      await first.close();
      put(join(storage.location, 'session.lock.1'));
      const writer = await fileSystemRepository(place).open(storage.id);
      await expect(fileSystemRepository(place).open(storage.id).catch(codeOf)).resolves.toBe(
        'LOCKED',
      );
      await writer.append(delta('a'));
      await writer.close();
      expect(
        await loadText(await fileSystemRepository(place).open(storage.id, { readOnly: true })),
      ).toBe('S|a@2');
    });
  }
});
