import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { SessionManager } from '@plainbox/manager';
import type { JobDefinition } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { onTestFinished } from 'vitest';
import { builtProgram } from './built-program.js';
import { childrenOf } from './processes.js';
import type { Orders } from './runs-session.js';
import { temporaryFolder } from './session.js';

interface Interruption {
  /** What the running job prints before it is time for the kill. */
  readonly when: string;
  readonly bootId?: string;
  /** Devices that a new session is about besides this machine. */
  readonly devices?: readonly string[];
  readonly maxCrashes?: number;
  /** How many jobs run side by side. */
  readonly jobs?: number;
  /** Leaves the processes of the jobs alone, as a kill of the runner does. Else a whole machine is played. */
  readonly leaveJobs?: boolean;
  /** A session to go on with; otherwise a new one. */
  readonly session?: SessionManager;
}

const program = builtProgram('runs-session');

/** Runs a session in a process of its own, kills that with SIGKILL, and opens the session again. */
export async function interruptedSession(
  units: readonly JobDefinition[],
  {
    when,
    bootId,
    maxCrashes = 2,
    jobs = 1,
    leaveJobs = false,
    session,
    devices = [],
  }: Interruption,
): Promise<SessionManager> {
  const folder = session ? dirname(session.storage.location) : await temporaryFolder();
  await session?.close();
  const orders: Orders = {
    folder,
    devices,
    jobs: units.map(({ fields }) => Object.fromEntries(fields) as Record<string, string>),
    options: { jobs, maxCrashes, ...(bootId === undefined ? {} : { bootId }) },
    ...(session ? { session: session.storage.id } : {}),
  };
  const child = spawn(process.execPath, [await program(), JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let id = session?.storage.id ?? '';
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { event: string; session?: string; text?: string };
    if (event.session) id = event.session;
    if (event.event !== 'output' || !event.text?.includes(when)) continue;
    const groups = leaveJobs ? [] : childrenOf(child.pid ?? 0);
    child.kill('SIGKILL');
    for (const group of groups) process.kill(-group, 'SIGKILL');
  }
  await ended;
  const repo = new SessionStorageRepository(folder);
  const manager = await SessionManager.openSession(id, { repo, units });
  onTestFinished(() => manager.close());
  return manager;
}
