import { readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';

/** Whether a process runs: neither gone nor only waiting for its parent to notice. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** A kill is sent, and arrives when the machine gets to it. */
export function hasEnded(pid: number): Promise<void> {
  return vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
}

/** The processes that a process has started and that are there yet. */
export function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}
