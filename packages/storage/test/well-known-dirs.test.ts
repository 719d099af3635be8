import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileSystemRepository, WellKnownDirsHelper } from '../src/index.js';
import { temporaryPlace } from './temporary-place.js';

async function helper(): Promise<WellKnownDirsHelper> {
  return new WellKnownDirsHelper(await fileSystemRepository(temporaryPlace()).create());
}

test('populate makes the folders that are missing, for this user alone, and leaves the others', async () => {
  const folders = await helper();
  const kept = `${folders.ioLogPathname}/kept`;
  writeFileSync(kept, '');
  rmSync(folders.sessionSharePathname, { recursive: true });
  await folders.populate();
  await folders.populate();
  expect(statSync(folders.sessionSharePathname).mode & 0o777).toBe(0o700);
  expect(statSync(kept).isFile()).toBe(true);
});

test.each(['a link', 'a file'])('populate refuses %s in the place of a folder', async (what) => {
  const folders = await helper();
  rmSync(folders.sessionSharePathname, { recursive: true });
  if (what === 'a link') symlinkSync(temporaryPlace(), folders.sessionSharePathname);
  else writeFileSync(folders.sessionSharePathname, '');
  await expect(folders.populate()).rejects.toMatchObject({
    code: 'UNSAFE_PATH',
    path: folders.sessionSharePathname,
    sessionId: folders.storage.id,
  });
});

test('populate says when the session is gone, and does not make it again', async () => {
  const folders = await helper();
  rmSync(folders.storage.location, { recursive: true });
  await expect(folders.populate()).rejects.toMatchObject({ code: 'VANISHED' });
});
