import { open } from 'lmdb';
import { plainChanges } from '../changes.mjs';
import { jobId, plainResult } from '../plain-session.mjs';

/** `sync`: put in a transaction that is flushed when it returns. Else put, and wait until it is flushed. */
export async function prepare({ folder, size, sync = false }) {
  const database = open({
    path: folder,
    encoding: 'json',
    ...(sync ? { overlappingSync: false } : {}),
  });
  await database.transaction(() => {
    for (let index = 0; index < size; index++) database.put(jobId(index), [plainResult(index)]);
  });
  await database.flushed;
  return {
    before: plainChanges(size),
    run: sync
      ? ({ id, result }) => void database.putSync(id, [result])
      : async ({ id, result }) => {
          await database.put(id, [result]);
          await database.flushed;
        },
    close: () => database.close(),
  };
}
