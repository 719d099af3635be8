import { join } from 'node:path';
import Database from 'better-sqlite3';
import { plainChanges } from '../changes.mjs';
import { jobId, plainResult } from '../plain-session.mjs';

/** One row for each job; WAL with full sync, so that a commit outlives a power cut. */
export function prepare({ folder, size }) {
  const database = new Database(join(folder, 'session.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE job (id TEXT PRIMARY KEY, result TEXT NOT NULL) WITHOUT ROWID');
  const insert = database.prepare('INSERT INTO job VALUES (?, ?)');
  database.transaction(() => {
    for (let index = 0; index < size; index++) {
      insert.run(jobId(index), JSON.stringify([plainResult(index)]));
    }
  })();
  const update = database.prepare('UPDATE job SET result = ? WHERE id = ?');
  return {
    before: plainChanges(size),
    run: ({ id, result }) => void update.run(JSON.stringify([result]), id),
    close: () => database.close(),
  };
}
