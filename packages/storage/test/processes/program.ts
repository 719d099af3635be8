import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

/** A program of ours in a process of its own, made from the sources. */
export class Program {
  readonly child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: Interface) {
    this.child = child;
    this.#lines = lines[Symbol.asyncIterator]();
  }

  static start(path: string, ...args: readonly string[]): Program {
    const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (child.stdout === null) throw new Error('The program has no output.');
    return new Program(child, createInterface({ input: child.stdout }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The next line it prints; `undefined` once it has ended. */
  async line(): Promise<string | undefined> {
    const next = await this.#lines.next();
    return next.done === true ? undefined : next.value;
  }

  tell(text: string): void {
    this.child.stdin?.write(`${text}\n`);
  }

  /** Ends it at once, and resolves when it is gone and its lines are read. */
  async kill(): Promise<string[]> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'exit');
    const rest: string[] = [];
    for (let line = await this.line(); line !== undefined; line = await this.line())
      rest.push(line);
    return rest;
  }
}

/** Bundles a program beside this file, so that a plain Node can run it. */
export async function bundle(name: string): Promise<{ path: string; discard: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), 'plainbox-program-'));
  await build({
    entry: { [name]: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)) },
    outDir: directory,
    format: 'esm',
    target: 'node20',
    outExtension: () => ({ js: '.mjs' }),
    config: false,
    silent: true,
  });
  return {
    path: join(directory, `${name}.mjs`),
    discard: () => rmSync(directory, { recursive: true, force: true }),
  };
}
