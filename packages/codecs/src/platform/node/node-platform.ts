import type { Platform } from '../platform.js';
import { nodeAes } from './aes.js';
import { nodeGzip } from './gzip.js';
import { nodeZstd } from './zstd.js';

/** The platform that Node is. */
export const nodePlatform: Platform = {
  gzip: nodeGzip,
  aes: nodeAes,
  ...(nodeZstd === undefined ? {} : { zstd: nodeZstd }),
};
