import type { IoLogRecord } from '@plainbox/state';
import type { ResumeContext } from '../context.js';
import { BrokenReferenceToExternalFile, CodecError } from '../errors.js';
import { isAbsolutePath, isWithin, joinPath } from './log-paths.js';
import type { FormatRules } from './session-representation.js';

// Where sessions lay until 2020, below whatever home directory.
const OLD_SESSION = /^.*\/\.cache\/plainbox\/sessions\/[^/]+(?=\/|$)/s;

/** The log files of a session that is restored: where they are, whether they are there, what is in them. */
export class LogFiles {
  private readonly rules: FormatRules;
  private readonly context: ResumeContext;
  private readonly mustExist: boolean;
  private readonly mayMove: boolean;
  private hasMoved = false;

  constructor(rules: FormatRules, context: ResumeContext, flags: ReadonlySet<string>) {
    this.rules = rules;
    this.context = context;
    this.mustExist = flags.has('file-reference-checks');
    this.mayMove = this.mustExist && flags.has('rewrite-log-pathnames');
  }

  /** Whether any result got another path than its session holds. */
  get haveMoved(): boolean {
    return this.hasMoved;
  }

  /** The path that a result gets for the one that its session holds. */
  resolve(held: string): string {
    const path = this.fromDirectory(held);
    if (!this.mustExist || this.isFile(path)) return path;
    const moved = this.mayMove ? this.moved(path) : path;
    if (moved !== path && this.isFile(moved)) {
      this.hasMoved = true;
      return moved;
    }
    throw new BrokenReferenceToExternalFile(moved);
  }

  /**
   * The records of a log. A path that leaves the session's directory and the folders that were allowed isn't touched:
   * a session from elsewhere could name any file of this machine.
   */
  read(path: string): Iterable<IoLogRecord> {
    const { ioLogs } = this.context;
    if (ioLogs === undefined || !this.isAllowed(path) || !this.isFile(path)) {
      throw new BrokenReferenceToExternalFile(path);
    }
    return ioLogs.read(path);
  }

  private fromDirectory(held: string): string {
    if (this.rules.logPaths === 'verbatim' || isAbsolutePath(held)) return held;
    const { location } = this.context;
    if (location === undefined) {
      throw new CodecError(
        'LOCATION_REQUIRED',
        `The log ${held} is relative to the session's directory: give the directory as location`,
      );
    }
    return joinPath(location, held);
  }

  /** What can't even be asked for, such as a path with a zero byte in it, is no file. */
  private isFile(path: string): boolean {
    try {
      return this.context.ioLogs?.isFile(path) === true;
    } catch {
      return false;
    }
  }

  private moved(path: string): string {
    const { location } = this.context;
    return location === undefined ? path : path.replace(OLD_SESSION, () => location);
  }

  private isAllowed(path: string): boolean {
    const { location, logFolders = [] } = this.context;
    const folders = location === undefined ? logFolders : [location, ...logFolders];
    return folders.some((folder) => isWithin(folder, path));
  }
}
