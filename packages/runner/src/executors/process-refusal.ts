import { userInfo } from 'node:os';
import type { JobDefinition } from '@plainbox/state';

const SHELLS: ReadonlySet<string> = new Set(['bash', '/bin/bash', '/bin/sh']);

/** Why a job can't be run as a process here; `undefined` when it can. */
export function refusalOf(job: JobDefinition): string | undefined {
  if (!SHELLS.has(job.shell)) {
    return `the shell "${job.shell}" is not one of ${[...SHELLS].join(', ')}`;
  }
  if (job.user && job.user !== currentUser()) {
    return `the job wants the user "${job.user}", and this session runs as "${currentUser()}": start it as that user`;
  }
  return undefined;
}

function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ''); // A uid without an entry in the user database.
  }
}
