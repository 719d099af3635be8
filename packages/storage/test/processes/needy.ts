/**
 * Saves a session, once more without a file left to open, and again with some: `needy PLACE`. Prints what came of each.
 */
import { closeSync, openSync } from 'node:fs';
import { fileSystemRepository, isStorageError } from '../../src/index.js';

const [place = ''] = process.argv.slice(2);

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    const value = await work();
    console.log('done');
    return value;
  } catch (error) {
    console.log(isStorageError(error) ? error.code : String(error));
    return undefined;
  }
}

const storage = await attempt(() => fileSystemRepository(place).create());
if (storage !== undefined) {
  const save = () => storage.append({ kind: 'snapshot', bytes: Buffer.from('S') });
  await attempt(save);
  const open: number[] = [];
  try {
    for (;;) open.push(openSync(process.execPath, 'r'));
  } catch {
    await attempt(save);
  }
  for (const fd of open) closeSync(fd);
  await attempt(save);
}
