// What the tests of folding take from the packages, built: a worker is a file that plain Node runs.
export { JobDefinition, MemoryJobResult } from '@plainbox/state';
export { SessionStorageRepository } from '@plainbox/storage';
export { defaultCodec, SessionManager } from '../../src/index.js';
