import { expect } from 'vitest';
import type { Workplace } from './cli-fixture.js';

/** Three jobs: the second one kills the program that runs it, unless the file `go` is there. */
export const SUICIDAL_JOBS = `
id: quick
plugin: shell
command: echo quick; echo oops >&2

id: killer
plugin: shell
command:
 echo about to kill
 test -e go && exit
 until test -s "$PLAINBOX_SESSION_SHARE/../io-logs/killer.record.gz"; do sleep 0.02; done
 kill -9 $PPID

id: last
plugin: shell
command: echo last
`;

/** A session that was killed in its second job, with a journal behind its snapshot. */
export async function cutOffSession(workplace: Workplace): Promise<{ id: string; folder: string }> {
  await workplace.write('suicidal.pxu', SUICIDAL_JOBS);
  const run = await workplace.plainbox(['run', 'suicidal.pxu', '--title', 'cut off', '--jsonl']);
  expect(run.signal).toBe('SIGKILL');
  const { id, location } = JSON.parse(run.stdout.split('\n')[0] ?? '');
  return { id, folder: location };
}
