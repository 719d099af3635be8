/** Program of a worker: folds what is stored of a session and hands over the snapshot. See {@link FoldWorker}. */
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { SessionStorageRepository } from '@plainbox/storage';
import type { FoldOrder } from './folding/fold-order.js';
import { defaultCodec } from './session-data.js';

stepBack();
const { repository, id, sequence } = workerData as FoldOrder;
const repo = new SessionStorageRepository(repository);
const storage = await repo.open(id, { readOnly: true });
const stored = await storage.loadAt(sequence);
const { location } = storage;
const bytes = await defaultCodec().fold(stored, { location, sessionId: id });
// Of its own: what shares its memory with others can't be handed over.
const snapshot = new Uint8Array(bytes);
parentPort?.postMessage(snapshot, [snapshot.buffer]);
await repo.close();

/** Lets the checkpoints that go on meanwhile come first: somebody waits for them. */
function stepBack(): void {
  // Elsewhere the whole process would step back, and not this thread alone.
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // Where that is forbidden, the fold is as good.
  }
}
