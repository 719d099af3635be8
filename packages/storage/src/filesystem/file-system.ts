import type { Step } from './steps.js';

/** What the storage asks about a file. */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  readonly inode: number;
  readonly owner: number;
  readonly modifiedMs: number;
}

/**
 * The few operations that all durability rests on. Tests put a recording one in their place, which
 * builds every state a power cut may leave, or one that fails on demand.
 *
 * `rename`, `link` and `stat` have no asynchronous form on purpose: they are the points where a state
 * is committed or a fence looked at, and nothing else of this process may come between.
 */
export interface FileSystem {
  open(path: string, flags: number, mode?: number): Step<number>;
  close(fd: number): Step<void>;
  /** One attempt: may read less than there is room for. */
  read(fd: number, into: Uint8Array, position: number): Step<number>;
  /** One attempt: may write less than was asked. */
  write(fd: number, bytes: Uint8Array, position: number): Step<number>;
  sync(fd: number): Step<void>;
  truncate(fd: number, length: number): Step<void>;
  list(path: string): Step<string[]>;
  lstat(path: string): Step<FileFacts>;
  makeDirectory(path: string, mode: number): Step<void>;
  removeDirectory(path: string): Step<void>;
  unlink(path: string): Step<void>;
  symlink(target: string, path: string): Step<void>;
  readLink(path: string): Step<string>;
  rename(from: string, to: string): void;
  link(from: string, to: string): void;
  stat(fd: number): FileFacts;
  /** Milliseconds that a write may be waited for in place; as `WritePace` has it unless a test says otherwise. */
  readonly longestWait?: number;
}
