import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** When it started, in ticks since boot: tells a process from a later one with the same number. */
  readonly startTime: string;
}

/** The processes of this machine; none where there is no `/proc`. */
export function* processTable(): Generator<ProcessEntry> {
  for (const name of processFolders()) {
    const entry = readEntry(Number(name));
    if (entry) yield entry;
  }
}

function processFolders(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readEntry(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined; // Ended since the folder was listed.
  }
  // The command name stands in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, startTime] = [fields[1], fields[19]];
  if (parent === undefined || startTime === undefined) return undefined;
  return { pid, parent: Number(parent), startTime };
}
