import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

const LOWEST = 19;

/**
 * Keeps a processor from falling asleep while `use` goes on: a loop of the lowest priority, which gives way to anything
 * else. Else waking up, which takes longer than much of what is measured, falls on whoever waits for a disk or a thread.
 */
export async function keepAwake(use) {
  const loop = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  setPriority(loop.pid, LOWEST);
  try {
    return await use();
  } finally {
    loop.kill();
  }
}
