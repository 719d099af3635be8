/**
 * Checkpoints as fast as it can until it is killed: `checkpointer PLACE ID FORM`. Checkpoint n holds the words
 * w1 … wn, whoever wrote it. Prints each number as soon as it is acknowledged.
 */
import { writeSync } from 'node:fs';
import { fileSystemRepository } from '../../src/index.js';

const [place = '', id = '', form = 'async'] = process.argv.slice(2);
const storage = await fileSystemRepository(place).open(id);
const loaded = await storage.load();
const words = [loaded?.snapshot, ...(loaded?.deltas ?? [])]
  .map((bytes) => (bytes === undefined ? '' : Buffer.from(bytes).toString()))
  .join(' ')
  .split(' ')
  .filter((word) => word !== '');

const say = (sequence: number): void => void writeSync(1, `${sequence}\n`);
say(words.length);
for (let turn = 0; ; turn++) {
  words.push(`w${words.length + 1}`);
  const whole = Buffer.from(words.join(' '));
  const last = Buffer.from(words.at(-1) ?? '');
  const kind = storage.snapshotNeeded || turn % 97 === 96 ? 'snapshot' : 'delta';
  const input = { kind, bytes: kind === 'snapshot' ? whole : last } as const;
  if (form === 'sync') {
    say(storage.appendSync(input).sequence);
    continue;
  }
  storage.append(input).then(({ sequence }) => say(sequence));
  if (turn % 31 === 30) {
    storage.append({ kind: 'snapshot', bytes: whole, continues: storage.position });
  }
  // A few are on their way at once; the loop still turns.
  if (turn % 3 === 2) await new Promise((resolve) => setImmediate(resolve));
  if (storage.position - storage.sequence > 8) await storage.append(next());
}

function next(): { kind: 'delta'; bytes: Buffer } {
  words.push(`w${words.length + 1}`);
  return { kind: 'delta', bytes: Buffer.from(words.at(-1) ?? '') };
}
