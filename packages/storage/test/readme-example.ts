import { mkdtemp } from 'node:fs/promises';
import { fileSystemRepository } from '../src/index.js';

const repository = fileSystemRepository(await mkdtemp('/tmp/sessions-'));
const storage = await repository.create({ prefix: 'nightly-' });
await storage.append({ kind: 'snapshot', bytes: Buffer.from('the whole session') });
const receipt = await storage.append({ kind: 'delta', bytes: Buffer.from('what changed') });
console.log(`checkpoint ${receipt.sequence} is on disk`);
await storage.close();

const again = await repository.open(storage.id, { readOnly: true });
const saved = await again.load();
if (saved)
  console.log(
    `${Buffer.from(saved.snapshot)} + ${saved.deltas.map((delta) => Buffer.from(delta))}`,
  );
await again.close();
await repository.remove(storage.id);
