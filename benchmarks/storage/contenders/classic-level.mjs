import { ClassicLevel } from 'classic-level';
import { plainChanges } from '../changes.mjs';
import { jobId, plainResult } from '../plain-session.mjs';

export async function prepare({ folder, size }) {
  const level = new ClassicLevel(folder, { valueEncoding: 'json' });
  await level.open();
  const batch = level.batch();
  for (let index = 0; index < size; index++) batch.put(jobId(index), [plainResult(index)]);
  await batch.write({ sync: true });
  return {
    before: plainChanges(size),
    run: ({ id, result }) => level.put(id, [result], { sync: true }),
    close: () => level.close(),
  };
}
