import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { SessionManager } from './session-manager.js';

/** The managers of this process by the set of their providers. */
const managers = new Map<string, Promise<SessionManager>>();
/** Tells providers apart, whatever they are called, and keeps none of them alive. */
const numbers = new WeakMap<Provider, number>();
let lastNumber = 0;
const folders = new Set<string>();

/**
 * A session for looking at what providers bring: about this machine, with all their units, and shared by everybody in
 * this process who asks for the same set of providers. It lies in the folder for temporary files, so a process that is
 * killed leaves nothing among the user's sessions, and is removed when the process exits. Don't close it: others may
 * be using it. Whoever asks after it was closed gets another one.
 *
 * @param providers whose units the session has, in whichever order; none by default.
 * @throws StateError when their units can't be in one session.
 */
export function getThrowawayManager(providers: Iterable<Provider> = []): Promise<SessionManager> {
  const distinct = new Set(providers);
  const key = keyOf(distinct);
  const manager = (managers.get(key) ?? Promise.reject()).then(
    (known) => (known.storage.closed ? makeManager(distinct) : known),
    () => makeManager(distinct),
  );
  managers.set(key, manager);
  return manager;
}

async function makeManager(providers: ReadonlySet<Provider>): Promise<SessionManager> {
  const folder = await mkdtemp(join(tmpdir(), 'plainbox-throwaway-'));
  if (folders.size === 0) process.once('exit', removeFolders);
  folders.add(folder);
  const repo = new SessionStorageRepository(folder);
  const manager = await SessionManager.createSession({ repo, prefix: 'throwaway-' });
  try {
    for (const provider of providers) manager.defaultDeviceContext.addProvider(provider);
    return manager;
  } catch (error) {
    await manager.destroy();
    throw error;
  }
}

function keyOf(providers: ReadonlySet<Provider>): string {
  return [...providers]
    .map(numberOf)
    .sort((a, b) => a - b)
    .join();
}

function numberOf(provider: Provider): number {
  const number = numbers.get(provider) ?? ++lastNumber;
  numbers.set(provider, number);
  return number;
}

/** Nothing can be waited for in an exit, and nobody is left who would use the sessions. */
function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
