import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const PREFIX = 'plainbox-';

/** The control group that this process is in; `null` where there is none, or none may be made in it. */
let ownGroup: string | null | undefined;
/** Groups that were still in use when they were given back. */
const inUse = new Set<string>();

/**
 * A control group (version 2) for the processes of one attempt. Nothing that a process does to its parents, its session
 * or its environment takes it out of it; only who may write to `/sys/fs/cgroup` leaves it. Groups can be made by root,
 * and in what systemd has delegated to a user, such as the user's own units.
 */
export class ControlGroup {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** An empty one; `undefined` where none can be made. */
  static make(): ControlGroup | undefined {
    if (ownGroup === undefined) ownGroup = findOwnGroup();
    if (ownGroup === null) return undefined;
    for (const folder of inUse) if (remove(folder)) inUse.delete(folder);
    const folder = join(ownGroup, `${PREFIX}${process.pid}-${randomUUID()}`);
    try {
      mkdirSync(folder);
      return new ControlGroup(folder);
    } catch {
      ownGroup = null; // Not allowed, and it will not be later.
      return undefined;
    }
  }

  /**
   * Puts a process into it, and with it all that it starts from here on. Returns whether that could be done.
   */
  take(pid: number): boolean {
    try {
      writeFileSync(join(this.#folder, 'cgroup.procs'), String(pid));
      return true;
    } catch {
      return false; // Processes can't be moved between these groups, or not by us.
    }
  }

  /** All that is in it. */
  get pids(): readonly number[] {
    try {
      const pids = readFileSync(join(this.#folder, 'cgroup.procs'), 'utf8');
      // 0 stands for one that has no number here.
      return pids
        .split('\n')
        .map(Number)
        .filter((pid) => pid > 0);
    } catch {
      return [];
    }
  }

  /** Kills all that is in it, and in the groups that were made in it, at once. */
  kill(): void {
    try {
      writeFileSync(join(this.#folder, 'cgroup.kill'), '1');
    } catch {
      // Linux has it since 5.14; the others are killed one by one.
    }
  }

  /** Resolves when nothing runs in it any more, or `seconds` have passed. */
  async emptied(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (this.pids.length > 0 && performance.now() < end) await setTimeout(5);
  }

  /** Removes it, now or when what is left in it has ended. */
  release(): void {
    if (!remove(this.#folder)) inUse.add(this.#folder);
  }
}

function findOwnGroup(): string | null {
  try {
    const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (own === undefined) return null;
    for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
      const [mount, system] = line.split(' - ');
      if (!system?.startsWith('cgroup2 ')) continue;
      const [, , , root = '/', place = ''] = mount?.split(' ') ?? [];
      const prefix = root === '/' ? '' : root;
      if (own !== root && !own.startsWith(`${prefix}/`)) continue;
      const group = join(place, own.slice(prefix.length));
      removeAbandoned(group);
      return group;
    }
  } catch {
    // Not Linux, or not for us to look at.
  }
  return null;
}

/** Removes what killed runners have left; a group that is in use can't be removed. */
function removeAbandoned(group: string): void {
  for (const name of readdirSync(group)) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) remove(join(group, name));
  }
}

function remove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}
