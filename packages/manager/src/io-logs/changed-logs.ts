import { basename, dirname } from 'node:path';
import type { JobResult } from '@plainbox/state';

const RECORD_FILE = '.record.gz';

/**
 * The logs in `folder` that belong to a result: its record file, and the plain copies of both
 * streams beside it. None for results whose output lies in memory or elsewhere.
 */
export function logsOfResult(result: JobResult, folder: string): string[] {
  const path = result.ioLogFilename;
  if (path === null || dirname(path) !== folder) return [];
  const name = basename(path);
  if (!name.endsWith(RECORD_FILE)) return [name];
  const attempt = name.slice(0, -RECORD_FILE.length);
  return [name, `${attempt}.stdout`, `${attempt}.stderr`];
}
