// How many checkpoints a second become durable when several callers each wait for their own.
import { open } from 'lmdb';
import { plainChanges } from '../changes.mjs';
import { savedSession } from './plainbox.mjs';

const ACTS = { plainbox: checkpoints, lmdb: puts };

export async function prepare({ folder, size, callers, milliseconds, store }) {
  const { act, close } = await ACTS[store](folder, size);
  return {
    async measure() {
      const started = performance.now();
      let done = 0;
      const call = async () => {
        while (performance.now() - started < milliseconds) {
          await act();
          done += 1;
        }
      };
      await Promise.all(Array.from({ length: callers }, call));
      return done / ((performance.now() - started) / 1000);
    },
    close,
  };
}

async function checkpoints(folder, size) {
  const { session, change } = await savedSession(folder, size);
  const act = () => {
    change();
    return session.checkpoint();
  };
  return { act, close: () => session.close() };
}

async function puts(folder, size) {
  const database = open({ path: folder, encoding: 'json' });
  const change = plainChanges(size);
  const act = async () => {
    const { id, result } = change();
    await database.put(id, [result]);
    await database.flushed;
  };
  return { act, close: () => database.close() };
}
