// @plainbox/storage alone: numbered records that survive a power cut, whatever they hold.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionStorageRepository } from '@plainbox/storage';

const place = mkdtempSync(join(tmpdir(), 'records-'));
const repository = new SessionStorageRepository(place);
const storage = await repository.create();
await storage.append({ kind: 'snapshot', bytes: Buffer.from('{"count":0}') });
await storage.append({ kind: 'delta', bytes: Buffer.from('{"count":1}') });

const reader = await repository.open(storage.id, { readOnly: true });
const { snapshot, deltas, sequence } = await reader.load();
assert.equal(sequence, 2);
assert.equal(`${Buffer.from(snapshot)} ${Buffer.from(deltas[0])}`, '{"count":0} {"count":1}');
await repository.close();
rmSync(place, { recursive: true });
console.log('stored and read: a snapshot and one delta');
