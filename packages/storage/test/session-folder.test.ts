import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileSystemRepository, type StorageInfo, sessionFolderRepository } from '../src/index.js';
import { delta, loadText, snapshot } from './records.js';
import { temporaryPlace } from './temporary-place.js';

test('a copy of a session is read whatever its folder is called, and never written', async () => {
  const place = temporaryPlace();
  const storage = await fileSystemRepository(place).create();
  await storage.append(snapshot('S'));
  await storage.append(delta('a'));
  const copy = join(place, '.a copy of it');
  cpSync(storage.location, copy, { recursive: true });
  await storage.close();

  await using repository = sessionFolderRepository(copy);
  const rows: StorageInfo[] = [];
  for await (const each of repository.list()) rows.push(each);
  const [row] = rows;
  expect(row).toEqual({ id: '_a_copy_of_it', location: copy });
  const read = await repository.open(row?.id ?? '', { readOnly: true });
  expect(read.location).toBe(copy);
  expect(await loadText(read)).toBe('S|a@2');
  await expect(repository.open(row?.id ?? '')).rejects.toMatchObject({ code: 'READ_ONLY' });
  await expect(repository.remove(row?.id ?? '')).rejects.toMatchObject({ code: 'READ_ONLY' });
});

test('a folder that is not there has no session', async () => {
  await using repository = sessionFolderRepository(join(temporaryPlace(), 'nowhere'));
  await expect(repository.open('nowhere', { readOnly: true })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});
