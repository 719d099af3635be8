/** Sends a signal to a process, or to a group by minus its number; whoever has ended already is left in peace. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EPERM: it has changed its user and is out of our reach; the others are not.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
