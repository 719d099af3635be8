/** Program of a worker: folds what is stored of a session and hands over the snapshot. See {@link FoldWorker}. */
import { parentPort, workerData } from 'node:worker_threads';
import { SessionStorageRepository } from '@plainbox/storage';
import type { FoldOrder } from './folding/fold-order.js';
import { defaultCodec } from './session-data.js';

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
