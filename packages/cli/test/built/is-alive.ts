/** Whether there is a process of this number: also one that was killed, until the machine has taken note of it. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
