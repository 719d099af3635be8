import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Kit } from './kit.js';

/** Starts a program in a process of its own; it is given the store's module, the place and these arguments. */
export function startProcess(
  kit: Kit,
  program: string,
  ...more: readonly string[]
): ChildProcess & { readonly stdout: NonNullable<ChildProcess['stdout']> } {
  const { module } = kit.options;
  const args = ['--input-type=module', '-e', program, String(module), kit.place, ...more];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs such a program to its end, which must be a good one. */
export async function inOtherProcess(
  kit: Kit,
  program: string,
  ...more: readonly string[]
): Promise<void> {
  const child = startProcess(kit, program, ...more);
  child.stdout.resume();
  await once(child, 'close');
  assert.equal(child.exitCode, 0, 'the other process failed');
}
