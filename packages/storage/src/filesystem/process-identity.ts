import { createHmac } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { LockOwner } from '../errors.js';

/** What tells one process from every other one. */
export type ProcessIdentity = Omit<LockOwner, 'fence' | 'since'>;

/** Linux's fixed name for the pid namespace that isn't a container's. */
const OUTSIDE_OF_CONTAINERS = 'pid:[4026531836]';

let own: ProcessIdentity | undefined;

/** What tells this process from every other one, also after a reboot and on other hosts. */
export function ownIdentity(): ProcessIdentity {
  own ??= {
    host: hostname(),
    machineId: machineId(),
    bootId: readText('/proc/sys/kernel/random/boot_id'),
    pid: process.pid,
    startTime: processFacts('self')?.startTime ?? null,
    pidNamespace: pidNamespace(),
  };
  return own;
}

/**
 * True only if the owner can't be alive any more. Another boot of the same machine: dead. The same boot and
 * pid namespace: dead if no such process runs, or another one has its pid. Everything else can't be known
 * from here, as on a shared folder.
 */
export function isProvedDead(owner: LockOwner, me: ProcessIdentity = ownIdentity()): boolean {
  if (owner.pid === null) return false;
  if (owner.bootId === null && me.bootId === null) {
    return isSameHost(owner, me) && !isRunning(owner.pid);
  }
  if (owner.bootId === null || me.bootId === null) return false;
  if (owner.bootId !== me.bootId) return hasRebooted(owner, me);
  if (owner.pidNamespace === null || owner.pidNamespace !== me.pidNamespace) return false;
  const facts = processFacts(String(owner.pid));
  if (facts === undefined) return !isRunning(owner.pid);
  // A zombie keeps its pid until its parent asks for it, but writes nothing any more.
  if (facts.state === 'Z' || facts.state === 'X') return true;
  return owner.startTime !== null && facts.startTime !== owner.startTime;
}

function isSameHost(owner: LockOwner, me: ProcessIdentity): boolean {
  return owner.host === me.host && owner.machineId === me.machineId;
}

/**
 * Whether two boots are of one machine. Containers of one image may have host name and machine id in common
 * wherever they run, so that of theirs nothing is proved.
 */
function hasRebooted(owner: LockOwner, me: ProcessIdentity): boolean {
  return (
    isSameHost(owner, me) &&
    me.machineId !== null &&
    owner.pidNamespace === OUTSIDE_OF_CONTAINERS &&
    me.pidNamespace === OUTSIDE_OF_CONTAINERS
  );
}

/** Whether a process of this machine (or container) has this number now. */
export function isRunning(pid: number): boolean {
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

/** Hashed, as the id itself isn't to be shown to others: machine-id(5). */
function machineId(): string | null {
  const id = readText('/etc/machine-id');
  if (id === null || !/^[0-9a-f]{32}$/.test(id)) return null;
  return createHmac('sha256', id).update('plainbox session lock').digest('hex').slice(0, 32);
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
