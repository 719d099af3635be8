import type { SessionId } from './driver.js';
import { StorageError } from './errors.js';

/** What becomes of a session's directory name: `<id>.session` must fit the 255 bytes of a file name. */
const LONGEST_ID = 200;

/**
 * Makes any text fit for a file name: every character (code point) but ASCII letters,
 * digits, `-`, `_` and `.` becomes `_`. Different texts may become the same.
 */
export function slugify(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_.]/gu, '_');
}

/** A new id: prefix and UTC time to the microsecond, as plainbox (Python) forms it. */
export function makeSessionId(prefix: string, attempt: number): SessionId {
  const now = performance.timeOrigin + performance.now();
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(':', '.');
  const fraction = String(Math.floor((now % 1000) * 1000)).padStart(6, '0');
  return `${slugify(prefix)}${time}.${fraction}${attempt === 0 ? '' : `_(${attempt})`}`;
}

/** Refuses ids that could lead out of the repository or that no file system takes. */
export function checkSessionId(id: unknown): asserts id is SessionId {
  const why =
    typeof id !== 'string'
      ? 'is not a string'
      : id === ''
        ? 'is empty'
        : id.startsWith('.')
          ? 'begins with a dot'
          : Buffer.byteLength(id) > LONGEST_ID
            ? `is longer than ${LONGEST_ID} bytes`
            : hasUnsafeCharacter(id)
              ? 'holds a slash, a backslash or a control character'
              : undefined;
  if (why !== undefined) {
    throw new StorageError('INVALID_ID', `Session id ${JSON.stringify(id)} ${why}.`);
  }
}

/** Refuses log names that aren't the name of one file. */
export function checkLogName(name: unknown): asserts name is string {
  if (
    typeof name !== 'string' ||
    name === '' ||
    name === '.' ||
    name === '..' ||
    Buffer.byteLength(name) > 255 ||
    hasUnsafeCharacter(name)
  ) {
    throw new StorageError(
      'INVALID_ARGUMENT',
      `Log name ${JSON.stringify(name)} isn't the name of one file: slugify it, and keep it below 255 bytes.`,
    );
  }
}

function hasUnsafeCharacter(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code === 0x2f || code === 0x5c) return true;
  }
  return /\p{Surrogate}/u.test(name);
}
