import type { Platform } from '../platform.js';
import { browserAes } from './aes.js';
import { browserGzip } from './gzip.js';

/** The platform that a browser is. It has no zstd. */
export const browserPlatform: Platform = { gzip: browserGzip, aes: browserAes };
