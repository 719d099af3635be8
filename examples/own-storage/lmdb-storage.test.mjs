import test from 'node:test';
import { storageConformance } from '@plainbox/storage/conformance';
import { lmdbRepository } from './lmdb-storage.mjs';

// With the module, the suite also kills a process that writes.
const module = new URL('./lmdb-store.mjs', import.meta.url);
storageConformance({ test, open: lmdbRepository, module });
