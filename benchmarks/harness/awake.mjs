import { spawn, spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';

const LOWEST = 19;
/** Ends by itself when whoever began it is gone, killed or not. */
const LOOP = `while (process.ppid === ${process.pid});`;

/**
 * Keeps a processor from falling asleep while `use` goes on: a loop of the lowest priority, which gives way to anything
 * else. Else waking up, which takes longer than much of what is measured, falls on whoever waits for a disk or a thread.
 */
export async function keepAwake(use) {
  const loop = spawn(process.execPath, ['-e', LOOP], { stdio: 'ignore' });
  if (!isMadeIdle(loop.pid)) setPriority(loop.pid, LOWEST);
  try {
    return await use();
  } finally {
    loop.kill();
  }
}

/** Linux has a class below all priorities, which gets no share at all of a processor that another wants. */
function isMadeIdle(pid) {
  return spawnSync('chrt', ['--idle', '--pid', '0', String(pid)], { stdio: 'ignore' }).status === 0;
}
