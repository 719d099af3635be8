import { StorageError, type StorageErrorCode } from '../errors.js';

const MEANINGS: Readonly<Record<string, readonly [StorageErrorCode, string]>> = {
  ENOSPC: ['NO_SPACE', 'the disk is full: free some space, then checkpoint again'],
  EDQUOT: ['NO_SPACE', 'the disk quota is used up: free some space, then checkpoint again'],
  EFBIG: ['NO_SPACE', 'the file would exceed the size allowed here'],
  EIO: ['IO_FAILED', 'the device failed: look into the system log'],
  EACCES: ['ACCESS_DENIED', 'access is denied: look at owner and mode of this path'],
  EPERM: ['ACCESS_DENIED', 'the operation is not permitted for this user'],
  EROFS: ['READ_ONLY_PLACE', 'the file system is mounted read-only'],
  EMFILE: ['TOO_MANY_FILES', 'this process has too many files open'],
  ENFILE: ['TOO_MANY_FILES', 'the system has too many files open'],
  ENOTDIR: ['NOT_A_DIRECTORY', 'a part of the path is not a directory'],
  EISDIR: ['UNSAFE_PATH', 'a directory is where a file belongs'],
  ELOOP: ['UNSAFE_PATH', 'it is a symbolic link, and none is followed here'],
  ENOENT: ['VANISHED', 'it is not there (any more)'],
};

/** Gives a failed system call its name; the call's own error is the `cause`. Others pass unchanged. */
export function namedError(error: unknown, doing: string, sessionId?: string): unknown {
  if (error instanceof StorageError || !isSystemError(error)) return error;
  const [code, reason] = MEANINGS[error.code] ?? ['IO_FAILED', `the system says ${error.code}`];
  const where = error.path === undefined ? '' : ` (${error.path})`;
  return new StorageError(code, `Can't ${doing}: ${reason}${where}.`, {
    cause: error,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(error.path === undefined ? {} : { path: error.path }),
  });
}

/** True if a system call failed in one of these ways. */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return (
    error instanceof Error &&
    typeof (error as NodeJS.ErrnoException).code === 'string' &&
    'syscall' in error
  );
}
