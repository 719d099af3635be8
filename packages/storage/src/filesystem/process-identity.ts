import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { LockOwner } from '../errors.js';

type Identity = Omit<LockOwner, 'fence' | 'since'>;

let own: Identity | undefined;

/** What tells this process from every other one, also after a reboot and on other hosts. */
export function ownIdentity(): Identity {
  own ??= {
    host: hostname(),
    bootId: readText('/proc/sys/kernel/random/boot_id'),
    pid: process.pid,
    startTime: processFacts('self')?.startTime ?? null,
    pidNamespace: pidNamespace(),
  };
  return own;
}

/**
 * True only if the owner can't be alive any more. Another boot of the same host: dead. The same boot and
 * pid namespace: dead if no such process runs, or another one has its pid. Everything else can't be known
 * from here.
 */
export function isProvedDead(owner: LockOwner): boolean {
  const me = ownIdentity();
  if (owner.pid === null) return false;
  if (owner.bootId === null || me.bootId === null) {
    return owner.host === me.host && !isRunning(owner.pid);
  }
  if (owner.bootId !== me.bootId) return owner.host === me.host;
  if (owner.pidNamespace !== me.pidNamespace) return false;
  const facts = processFacts(String(owner.pid));
  if (facts === undefined) return !isRunning(owner.pid);
  // A zombie keeps its pid until its parent asks for it, but writes nothing any more.
  if (facts.state === 'Z' || facts.state === 'X') return true;
  return owner.startTime !== null && facts.startTime !== owner.startTime;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** State and start time from Linux's table; `undefined` elsewhere, or if there is no such process. */
function processFacts(pid: string): { state: string; startTime: string } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === null) return undefined;
  // The command in parentheses may itself hold parentheses and spaces: fields count from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
