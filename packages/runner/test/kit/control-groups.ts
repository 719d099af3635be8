import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where control groups of version 2 are to be made; found by other means than the runner has. */
const folder = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified']
  .map((place) =>
    join(place, /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? ''),
  )
  .find((place) => mayMake(place));

/** Whether a process of the tests may make control groups here. */
export const canMakeControlGroups: boolean = folder !== undefined;

/** Those that a runner has made and not removed. */
export function controlGroupsOf(runner: number): readonly string[] {
  return folder === undefined
    ? []
    : readdirSync(folder).filter((name) => name.startsWith(`plainbox-${runner}-`));
}

function mayMake(place: string): boolean {
  try {
    readFileSync(join(place, 'cgroup.procs'));
    const group = join(place, `try-${process.pid}`);
    mkdirSync(group);
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}
