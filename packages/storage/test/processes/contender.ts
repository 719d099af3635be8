/** Tries for a session whenever it is told its name, and says how it went: `contender PLACE`. */
import { createInterface } from 'node:readline';
import { fileSystemRepository, isStorageError } from '../../src/index.js';

const repository = fileSystemRepository(process.argv[2]);
console.log('ready');
for await (const id of createInterface({ input: process.stdin })) {
  try {
    const storage = await repository.open(id);
    await storage.append({ kind: 'snapshot', bytes: Buffer.from(String(process.pid)) });
    console.log('won');
  } catch (error) {
    console.log(isStorageError(error) ? error.code : String(error));
  }
}
