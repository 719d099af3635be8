// Checkpoints while a new generation is being written, one round after each other.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { savedSession } from './plainbox.mjs';

const AT_ONCE = 256;
const MICROSECONDS = 1000;

export async function prepare({ folder, size }) {
  const { session, change } = await savedSession(folder, size);
  const snapshot = join(session.storage.location, 'session');
  const generation = () => statSync(snapshot).ino;
  return {
    /** How long each checkpoint took that came between the begin and the end of one change of generation. */
    async measure() {
      while (!session.storage.snapshotDue) {
        const many = Array.from({ length: AT_ONCE }, () => {
          change();
          return session.checkpoint();
        });
        await Promise.all(many);
      }
      const samples = [];
      const before = generation();
      while (generation() === before) {
        change();
        const started = performance.now();
        await session.checkpoint();
        samples.push((performance.now() - started) * MICROSECONDS);
      }
      return samples;
    },
    close: () => session.close(),
  };
}
