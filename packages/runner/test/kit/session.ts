import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CreateSessionOptions,
  type OpenSessionOptions,
  SessionManager,
} from '@plainbox/manager';
import { JobDefinition, type Unit } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { onTestFinished } from 'vitest';
import type { RunnerEvents, SessionRunner } from '../../src/index.js';

/** A folder that goes when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plainbox-runner-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A job of the plugin shell, unless the fields say otherwise. */
export function job(
  id: string,
  command: string,
  fields: Record<string, string> = {},
): JobDefinition {
  return new JobDefinition({ id, plugin: 'shell', command, ...fields });
}

/** A session on disk in which all jobs are desired, in the order given. */
export async function sessionOf(
  units: readonly Unit[],
  options: CreateSessionOptions = {},
): Promise<SessionManager> {
  const repo = new SessionStorageRepository(await temporaryFolder());
  const manager = await SessionManager.createSession({ units, repo, ...options });
  onTestFinished(() => manager.close());
  const jobs = units.filter((unit) => unit instanceof JobDefinition);
  manager.state.updateDesiredJobs(jobs);
  return manager;
}

/** Opens the session again, as another process would. */
export async function reopen(
  manager: SessionManager,
  units: readonly Unit[],
  options: OpenSessionOptions = {},
): Promise<SessionManager> {
  await manager.close();
  const repo = new SessionStorageRepository(join(manager.storage.location, '..'));
  const again = await SessionManager.openSession(manager.storage.id, { repo, units, ...options });
  onTestFinished(() => again.close());
  return again;
}

/** Outcome of each job. */
export function outcomes({ state }: SessionManager): Record<string, string | null> {
  return Object.fromEntries([...state.jobs].map(([id, { result }]) => [id, result.outcome]));
}

/** What a runner tells, as words: `started a`, `finished a pass`, `started a on phone`. */
export function told(runner: SessionRunner): string[] {
  const words: string[] = [];
  const on = (device: string | null): string => (device === null ? '' : ` on ${device}`);
  runner.on('decision', ({ job: { id }, device, outcome }) =>
    words.push(`decision ${id} ${outcome}${on(device)}`),
  );
  runner.on('jobStarted', ({ job: { id }, device }) => words.push(`started ${id}${on(device)}`));
  runner.on('jobFinished', ({ job: { id }, device, result }) =>
    words.push(`finished ${id} ${result.outcome}${on(device)}`),
  );
  runner.on('jobLeft', ({ job: { id }, device }) => words.push(`left ${id}${on(device)}`));
  return words;
}

/** The next event of a runner. */
export function nextEvent<Name extends keyof RunnerEvents>(
  runner: SessionRunner,
  name: Name,
): Promise<RunnerEvents[Name][0]> {
  return new Promise((resolve) => {
    const stop = runner.on(name, ((event: RunnerEvents[Name][0]) => {
      stop();
      resolve(event);
    }) as never);
  });
}
