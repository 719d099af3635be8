import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JobResult } from '@plainbox/state';

const RECORD_FILE = '.record.gz';

/**
 * The logs in `folder` that belong to a result: its record file, and the plain copies of both
 * streams beside it. None for results whose output lies in memory or elsewhere. What isn't there, or is no
 * file of its own, can't be made durable, and mustn't keep the session from being saved: whoever reads the result is told.
 */
export function logsOfResult(result: JobResult, folder: string): string[] {
  const path = result.ioLogFilename;
  if (path === null || dirname(path) !== folder) return [];
  const name = basename(path);
  const attempt = name.slice(0, -RECORD_FILE.length);
  const names = name.endsWith(RECORD_FILE)
    ? [name, `${attempt}.stdout`, `${attempt}.stderr`]
    : [name];
  return names.filter((each) => isFile(join(folder, each)));
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}
