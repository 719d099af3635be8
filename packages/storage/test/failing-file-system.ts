import type { FileSystem } from '../src/filesystem/file-system.js';
import { nodeFileSystem } from '../src/filesystem/node-file-system.js';
import type { Step } from '../src/filesystem/steps.js';

/** One way for the system to fail, until it is taken away again. */
export interface Failure {
  readonly operation: 'open' | 'write' | 'sync' | 'rename' | 'link' | 'truncate';
  /** Part of the path that the file was opened by. */
  readonly path: string;
  readonly code: string;
  /** So many calls pass before. */
  readonly after?: number;
}

/** A file system, usually the machine's, failing on demand; calls that failed are counted. */
export class FailingFileSystem {
  failed = 0;
  /** Paths of the files that were written to, call by call. */
  readonly written: string[] = [];
  readonly fileSystem: FileSystem;
  readonly #paths = new Map<number, string>();
  #failure: Failure | undefined;
  #passed = 0;

  constructor(base: FileSystem = nodeFileSystem) {
    this.fileSystem = this.#failing(base);
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  set failure(failure: Failure | undefined) {
    this.#failure = failure;
    this.#passed = 0;
  }

  #failing(base: FileSystem): FileSystem {
    return {
      ...base,
      open: (path, flags, mode) => {
        const step = this.#guard('open', path, base.open(path, flags, mode));
        const note = (fd: number): number => {
          this.#paths.set(fd, path);
          return fd;
        };
        return {
          sync: () => note(step.sync()),
          async: (done) => step.async((error, fd) => done(error, error ? fd : note(fd))),
        };
      },
      write: (fd, bytes, position) => {
        const path = this.#paths.get(fd) ?? '';
        this.written.push(path);
        return this.#guard('write', path, base.write(fd, bytes, position));
      },
      sync: (fd) => this.#guard('sync', this.#paths.get(fd) ?? '', base.sync(fd)),
      truncate: (fd, length) =>
        this.#guard('truncate', this.#paths.get(fd) ?? '', base.truncate(fd, length)),
      rename: (from, to) => {
        this.#failIfAsked('rename', to);
        base.rename(from, to);
      },
      link: (from, to) => {
        this.#failIfAsked('link', to);
        base.link(from, to);
      },
    };
  }

  #guard<T>(operation: Failure['operation'], path: string, step: Step<T>): Step<T> {
    return {
      sync: () => {
        this.#failIfAsked(operation, path);
        return step.sync();
      },
      async: (done) => {
        try {
          this.#failIfAsked(operation, path);
        } catch (error) {
          setImmediate(() => done(error as Error, undefined as never));
          return;
        }
        step.async(done);
      },
    };
  }

  #failIfAsked(operation: Failure['operation'], path: string): void {
    const { failure } = this;
    if (failure?.operation !== operation || !path.includes(failure.path)) return;
    if (this.#passed++ < (failure.after ?? 0)) return;
    this.failed++;
    const error = new Error(`${failure.code}: ${operation} '${path}'`);
    throw Object.assign(error, { code: failure.code, syscall: operation, path });
  }
}
