import { join } from 'node:path';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import Database from 'better-sqlite3';
import { plainChanges } from '../changes.mjs';
import { plainSession } from '../plain-session.mjs';

/** LangGraph's saver, which keeps the whole state of a thread in each checkpoint. Full sync, unlike its default. */
export function prepare({ folder, size }) {
  const database = new Database(join(folder, 'checkpoints.db'));
  const saver = new SqliteSaver(database);
  saver.setup();
  database.pragma('synchronous = FULL');
  const document = plainSession(size);
  const { results } = document.session;
  const forget = database.prepare('DELETE FROM checkpoints');
  const change = plainChanges(size);
  let step = 0;
  return {
    before() {
      // Each checkpoint is kept for ever; here the disk isn't to fill up.
      if (step % 16 === 0) forget.run();
      return change();
    },
    async run({ id, result }) {
      results[id] = [result];
      step += 1;
      const checkpoint = {
        v: 4,
        id: `1ef4f797-8335-6428-8001-${String(step).padStart(12, '0')}`,
        ts: new Date().toISOString(),
        channel_values: document,
        channel_versions: { session: step },
        versions_seen: {},
      };
      const config = { configurable: { thread_id: 'session', checkpoint_ns: '' } };
      await saver.put(config, checkpoint, { source: 'loop', step, parents: {} });
    },
    close: () => database.close(),
  };
}
