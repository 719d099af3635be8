/** Opens a session and saves a checkpoint for each line it is told: `sleeper PLACE ID FORM`. */
import { createInterface } from 'node:readline';
import { fileSystemRepository, isStorageError } from '../../src/index.js';

const [place = '', id = '', form = 'delta'] = process.argv.slice(2);
const storage = await fileSystemRepository(place).open(id);
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const bytes = Buffer.from(line);
    if (form === 'sync') storage.appendSync({ kind: 'delta', bytes });
    else if (form === 'fold')
      await storage.append({ kind: 'snapshot', bytes, continues: storage.position });
    else await storage.append({ kind: form === 'snapshot' ? 'snapshot' : 'delta', bytes });
    console.log('saved');
  } catch (error) {
    console.log(isStorageError(error) ? error.code : String(error));
  }
}
