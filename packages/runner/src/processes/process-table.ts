import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** The pid of the process that has made its session. Only who makes one of its own leaves it. */
  readonly session: number;
  /** When it started, in ticks since boot: tells a process from a later one with the same number. */
  readonly startTime: number;
}

/** The processes of this machine; none where there is no `/proc`. */
export function* processTable(): Generator<ProcessEntry> {
  for (const pid of numbersIn('/proc')) {
    const entry = readProcess(pid);
    if (entry) yield entry;
  }
}

/** One process, if it is there. */
export function readProcess(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // Ended since its number was read.
  }
  // The command name stands in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const numberAt = (place: number): number => Number(fields[place]);
  return {
    pid,
    parent: numberAt(1),
    group: numberAt(2),
    session: numberAt(3),
    startTime: numberAt(19),
  };
}

/** The children of a process, asked of it alone: cheap enough to be asked while it runs. */
export function childrenOf(pid: number): readonly number[] {
  return numbersIn(`/proc/${pid}/task`).flatMap((thread) => {
    const children = textOf(`/proc/${pid}/task/${thread}/children`);
    return children.split(' ').filter(Boolean).map(Number);
  });
}

/** The entries of the environment that a process was started with. */
export function environmentOf(pid: number): readonly string[] {
  return textOf(`/proc/${pid}/environ`).split('\0');
}

/** Names of the pipes and sockets that a process has open, such as `pipe:[4711]`; of all, or of the descriptors given. */
export function pipesOf(
  pid: number,
  descriptors: readonly number[] = numbersIn(`/proc/${pid}/fd`),
): readonly string[] {
  return descriptors.flatMap((descriptor) => {
    try {
      const name = readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      return /^(pipe|socket):\[\d+\]$/.test(name) ? [name] : [];
    } catch {
      return []; // Closed since, or somebody else's.
    }
  });
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Gone, or somebody else's.
  }
}
