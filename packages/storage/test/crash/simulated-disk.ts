import { constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FileFacts, FileSystem } from '../../src/filesystem/file-system.js';
import type { Step } from '../../src/filesystem/steps.js';

/** A change of a file's bytes that may not have reached the disk. */
export type FileChange =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };

/** A change of a folder's names that may not have reached the disk; all of it or nothing does. */
export interface NameChange {
  readonly set: readonly (readonly [name: string, node: DiskNode | undefined])[];
}

export interface DiskFile {
  readonly kind: 'file';
  readonly inode: number;
  /** What a process sees. */
  bytes: Buffer;
  /** What surely is on the disk. */
  durable: Buffer;
  pending: FileChange[];
}

export interface DiskFolder {
  readonly kind: 'directory';
  readonly inode: number;
  readonly names: Map<string, DiskNode>;
  durable: Map<string, DiskNode>;
  pending: NameChange[];
}

export type DiskNode = DiskFile | DiskFolder;

/** What a disk asks for past the page cache, at most. */
const BLOCK = 4096;

interface Descriptor {
  readonly node: DiskNode;
  readonly dsync: boolean;
  /** Past the page cache: whole blocks only. */
  readonly direct: boolean;
}

/** A sync that a faulty storage would have left out: it succeeds, and does nothing. */
export type LeftOut = (path: string, how: 'sync' | 'dsync') => boolean;

/**
 * A disk in memory that knows, at every moment, which of the bytes and names that a process sees would
 * survive a power cut: those that were synced. It tells `onMoment` of every moment that differs from the last.
 */
export class SimulatedDisk {
  readonly root: DiskFolder = folder(1);
  onMoment: () => void = () => {};
  /** Turns of the event loop that an asynchronous operation takes. */
  delay: () => number = () => 1;
  leftOut: LeftOut = () => false;
  readonly #descriptors = new Map<number, Descriptor>();
  readonly #paths = new Map<DiskNode, string>();
  #nextDescriptor = 3;
  #nextInode = 2;

  /** The disk as it would be found after a power cut. */
  static afterPowerCut(root: DiskFolder, nextInode: number): SimulatedDisk {
    const disk = new SimulatedDisk();
    for (const [name, node] of root.names) disk.root.names.set(name, node);
    disk.root.durable = new Map(disk.root.names);
    disk.#nextInode = nextInode;
    return disk;
  }

  get nextInode(): number {
    return this.#nextInode;
  }

  /** Puts bytes where another program would, durable at once. */
  place(path: string, bytes: Uint8Array): void {
    const parent = this.#folderAt(dirname(path));
    const file: DiskFile = {
      kind: 'file',
      inode: this.#nextInode++,
      bytes: Buffer.from(bytes),
      durable: Buffer.from(bytes),
      pending: [],
    };
    parent.names.set(basename(path), file);
    parent.durable.set(basename(path), file);
  }

  contentOf(path: string): Buffer {
    return Buffer.from(this.#fileAt(path).bytes);
  }

  readonly fileSystem: FileSystem = {
    open: (path, flags) => this.#step(() => this.#open(path, flags)),
    close: (fd) => this.#step(() => void this.#descriptors.delete(fd)),
    read: (fd, into, position) =>
      this.#step(() => {
        const { bytes } = this.#fileOf(fd);
        return bytes.copy(into, 0, position, Math.min(bytes.length, position + into.length));
      }),
    write: (fd, bytes, position) => this.#write(fd, bytes, position),
    sync: (fd) => this.#sync(fd),
    truncate: (fd, length) =>
      this.#step(() => {
        const file = this.#fileOf(fd);
        this.#change(file, { kind: 'truncate', length });
      }),
    list: (path) => this.#step(() => [...this.#folderAt(path).names.keys()]),
    lstat: (path) => this.#step(() => factsOf(this.#nodeAt(path))),
    makeDirectory: (path) =>
      this.#step(() => {
        const parent = this.#folderAt(dirname(path));
        if (parent.names.has(basename(path))) throw systemError('EEXIST', 'mkdir', path);
        this.#setNames(parent, [[basename(path), folder(this.#nextInode++)]]);
      }),
    removeDirectory: (path) =>
      this.#step(() => {
        if (this.#folderAt(path).names.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
        this.#setNames(this.#folderAt(dirname(path)), [[basename(path), undefined]]);
      }),
    unlink: (path) =>
      this.#step(() => {
        this.#fileAt(path);
        this.#setNames(this.#folderAt(dirname(path)), [[basename(path), undefined]]);
      }),
    // A link is as durable as its name: here it is a file that holds where it leads.
    symlink: (target, path) => this.#step(() => this.#link(target, path)),
    readLink: (path) => this.#step(() => this.#fileAt(path).bytes.toString()),
    rename: (from, to) => this.#rename(from, to),
    link: (from, to) => {
      const file = this.#fileAt(from);
      const parent = this.#folderAt(dirname(to));
      if (parent.names.has(basename(to))) throw systemError('EEXIST', 'link', to);
      this.#setNames(parent, [[basename(to), file]]);
    },
    stat: (fd) => factsOf(this.#descriptor(fd).node),
    longestWait: 0,
  };

  #open(path: string, flags: number): number {
    let node: DiskNode;
    if ((flags & constants.O_CREAT) !== 0) {
      const parent = this.#folderAt(dirname(path));
      const found = parent.names.get(basename(path));
      if (found !== undefined && (flags & constants.O_EXCL) !== 0) {
        throw systemError('EEXIST', 'open', path);
      }
      node = found ?? this.#makeFile(parent, path);
    } else {
      node = this.#nodeAt(path);
    }
    this.#paths.set(node, path);
    const fd = this.#nextDescriptor++;
    const dsync = (flags & constants.O_DSYNC) !== 0 && !this.leftOut(path, 'dsync');
    const direct = (flags & constants.O_DIRECT) !== 0;
    this.#descriptors.set(fd, { node, dsync, direct });
    return fd;
  }

  #link(target: string, path: string): void {
    const parent = this.#folderAt(dirname(path));
    if (parent.names.has(basename(path))) throw systemError('EEXIST', 'symlink', path);
    const file = this.#makeFile(parent, path);
    file.bytes = Buffer.from(target);
    file.durable = file.bytes;
  }

  #makeFile(parent: DiskFolder, path: string): DiskFile {
    const empty = Buffer.alloc(0);
    const file: DiskFile = {
      kind: 'file',
      inode: this.#nextInode++,
      bytes: empty,
      durable: empty,
      pending: [],
    };
    this.#setNames(parent, [[basename(path), file]]);
    return file;
  }

  /** In flight from its begin to its end: a power cut between may leave any part of it. */
  #write(fd: number, bytes: Uint8Array, position: number): Step<number> {
    const begin = (): (() => number) => {
      const { node, dsync, direct } = this.#descriptor(fd);
      const file = node as DiskFile;
      if (direct && (position % BLOCK !== 0 || bytes.length % BLOCK !== 0)) {
        throw systemError('EINVAL', 'write', this.#paths.get(node) ?? '');
      }
      const change: FileChange = { kind: 'write', position, bytes: Buffer.from(bytes) };
      this.#change(file, change);
      return () => {
        if (dsync) this.#settle(file, [change]);
        return bytes.length;
      };
    };
    return this.#twoPhases(begin);
  }

  #sync(fd: number): Step<void> {
    const begin = (): (() => void) => {
      const { node } = this.#descriptor(fd);
      if (this.leftOut(this.#paths.get(node) ?? '', 'sync')) return () => {};
      const changes = [...node.pending];
      return () => {
        if (node.kind === 'file') this.#settle(node, changes as FileChange[]);
        else this.#settleNames(node, changes as NameChange[]);
      };
    };
    return this.#twoPhases(begin);
  }

  #rename(from: string, to: string): void {
    const node = this.#nodeAt(from);
    const source = this.#folderAt(dirname(from));
    const target = this.#folderAt(dirname(to));
    if (target.names.get(basename(to)) === node) return;
    if (source === target) {
      this.#setNames(source, [
        [basename(to), node],
        [basename(from), undefined],
      ]);
    } else {
      // Two folders may reach the disk at different times.
      this.#setNames(target, [[basename(to), node]]);
      this.#setNames(source, [[basename(from), undefined]]);
    }
  }

  #change(file: DiskFile, change: FileChange): void {
    file.bytes = applyChange(file.bytes, change);
    file.pending.push(change);
    this.onMoment();
  }

  #settle(file: DiskFile, changes: readonly FileChange[]): void {
    for (const change of file.pending.filter((each) => changes.includes(each))) {
      file.durable = applyChange(file.durable, change);
    }
    file.pending = file.pending.filter((each) => !changes.includes(each));
    this.onMoment();
  }

  #setNames(parent: DiskFolder, set: NameChange['set']): void {
    for (const [name, node] of set) {
      if (node === undefined) parent.names.delete(name);
      else parent.names.set(name, node);
    }
    parent.pending.push({ set });
    this.onMoment();
  }

  #settleNames(parent: DiskFolder, changes: readonly NameChange[]): void {
    for (const change of parent.pending.filter((each) => changes.includes(each))) {
      applyNames(parent.durable, change);
    }
    parent.pending = parent.pending.filter((each) => !changes.includes(each));
    this.onMoment();
  }

  #step<T>(act: () => T): Step<T> {
    return this.#twoPhases(() => {
      const value = act();
      return () => value;
    });
  }

  /** An operation that others may come between, if it is asynchronous. */
  #twoPhases<T>(begin: () => () => T): Step<T> {
    return {
      sync: () => begin()(),
      async: (done) => {
        try {
          const end = begin();
          afterTurns(this.delay(), () => done(null, end()));
        } catch (error) {
          setImmediate(() => done(error as Error, undefined as never));
        }
      },
    };
  }

  #descriptor(fd: number): Descriptor {
    const descriptor = this.#descriptors.get(fd);
    if (descriptor === undefined) throw systemError('EBADF', 'descriptor', String(fd));
    return descriptor;
  }

  #fileOf(fd: number): DiskFile {
    return this.#descriptor(fd).node as DiskFile;
  }

  #nodeAt(path: string): DiskNode {
    let node: DiskNode = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node.kind !== 'directory') throw systemError('ENOTDIR', 'lookup', path);
      const next: DiskNode | undefined = node.names.get(name);
      if (next === undefined) throw systemError('ENOENT', 'lookup', path);
      node = next;
    }
    return node;
  }

  #folderAt(path: string): DiskFolder {
    const node = this.#nodeAt(path);
    if (node.kind !== 'directory') throw systemError('ENOTDIR', 'lookup', path);
    return node;
  }

  #fileAt(path: string): DiskFile {
    const node = this.#nodeAt(path);
    if (node.kind !== 'file') throw systemError('EISDIR', 'lookup', path);
    return node;
  }
}

export function applyChange(bytes: Buffer, change: FileChange): Buffer {
  if (change.kind === 'truncate') {
    const next = Buffer.alloc(change.length);
    bytes.copy(next);
    return next;
  }
  const end = change.position + change.bytes.length;
  const next = Buffer.alloc(Math.max(bytes.length, end));
  bytes.copy(next);
  change.bytes.copy(next, change.position);
  return next;
}

export function applyNames(names: Map<string, DiskNode>, { set }: NameChange): void {
  for (const [name, node] of set) {
    if (node === undefined) names.delete(name);
    else names.set(name, node);
  }
}

export function folder(inode: number): DiskFolder {
  return { kind: 'directory', inode, names: new Map(), durable: new Map(), pending: [] };
}

function afterTurns(turns: number, callback: () => void): void {
  if (turns <= 0) callback();
  else setImmediate(() => afterTurns(turns - 1, callback));
}

function factsOf(node: DiskNode): FileFacts {
  return {
    kind: node.kind,
    size: node.kind === 'file' ? node.bytes.length : 0,
    inode: node.inode,
    owner: process.getuid?.() ?? 0,
    modifiedMs: 0,
  };
}

function systemError(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}
