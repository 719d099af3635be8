import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** Begins the command when it has read a line, and never if whoever was to write it has died. */
const GATE = 'read -r go <&3 && exec 3<&- && exec "$@"';

/** A process that has not begun yet. */
export interface Gated {
  readonly child: ChildProcess;
  /** Lets it begin. */
  open(): void;
}

/**
 * Spawns a process that does nothing before it is let: what is to be known of it, or done to it, is in time then. A
 * command is often over before its `spawn` has returned.
 */
export function spawnGated(
  command: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'stdio'>,
): Gated {
  if (process.platform !== 'linux') {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    return { child, open: () => {} };
  }
  const child = spawn('/bin/sh', ['-c', GATE, 'sh', command, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const gate = child.stdio[3] as Writable | null;
  // It has been killed meanwhile.
  gate?.on('error', () => {});
  return { child, open: () => gate?.end('go\n') };
}
