import { StorageError } from '../errors.js';
import type { GenerationPolicy } from './generations.js';

/** How sessions are kept on the file system. */
export interface FileSystemOptions {
  /**
   * `journal` (default): a checkpoint costs what changed. `snapshot`: each checkpoint rewrites the
   * whole session; for folders that a running plainbox (Python) shares.
   */
  readonly mode?: 'journal' | 'snapshot';
  /**
   * When a checkpoint counts as stored. `sync` (default): a power cut can't take it any more. `batched`: a killed
   * process can't, a power cut may take the last `batchInterval`. `none`: nothing is ever synced; for tests.
   */
  readonly durability?: 'sync' | 'batched' | 'none';
  /** With `batched`: milliseconds after which what was written is synced at the latest. 100 by default. */
  readonly batchInterval?: number;
  /** Older snapshots with their journals that are kept: 2 by default. Each costs the size of a snapshot. */
  readonly keepGenerations?: number;
  /** Keeps those younger than this many milliseconds as well: 0 by default. */
  readonly keepGenerationsFor?: number;
}

/** How one session is written. */
export interface WriterOptions {
  /** `snapshot`: no journal, every record is the whole session; for folders that plainbox (Python) writes too. */
  readonly mode: 'journal' | 'snapshot';
  readonly durability: 'sync' | 'batched' | 'none';
  /** With `batched`: milliseconds that a power cut may take. */
  readonly batchInterval: number;
  readonly generations: GenerationPolicy;
}

const MODES: readonly string[] = ['journal', 'snapshot'];
const DURABILITIES: readonly string[] = ['sync', 'batched', 'none'];

/** Completes what was asked for, and refuses what can't be meant. */
export function completeOptions(options: FileSystemOptions): WriterOptions {
  const { mode = 'journal', durability = 'sync', batchInterval = 100 } = options;
  const { keepGenerations = 2, keepGenerationsFor = 0 } = options;
  checkOneOf('mode', mode, MODES);
  checkOneOf('durability', durability, DURABILITIES);
  checkNumber('batchInterval', batchInterval, Number.isFinite(batchInterval));
  checkNumber('keepGenerations', keepGenerations, Number.isInteger(keepGenerations));
  checkNumber('keepGenerationsFor', keepGenerationsFor, !Number.isNaN(keepGenerationsFor));
  return {
    mode,
    durability,
    batchInterval,
    generations: { keep: keepGenerations, keepFor: keepGenerationsFor },
  };
}

function checkOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const choice = allowed.map((each) => `"${each}"`).join(', ');
  throw invalid(`${name} is one of ${choice}, not ${JSON.stringify(value)}.`);
}

function checkNumber(name: string, value: number, isFit: boolean): void {
  if (typeof value === 'number' && isFit && value >= 0) return;
  throw invalid(`${name} is a number from 0 on, not ${String(value)}.`);
}

function invalid(message: string): StorageError {
  return new StorageError('INVALID_ARGUMENT', message);
}
