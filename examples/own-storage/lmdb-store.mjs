export { lmdbRepository as open } from './lmdb-storage.mjs';
