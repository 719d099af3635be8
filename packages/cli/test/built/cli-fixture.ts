import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, inject, type TestAPI } from 'vitest';
import { faultsOf } from '../schemas/published-schemas.js';
import { runProgram } from './run-program.js';
import { TerminalSession } from './terminal-session.js';

type RunOptions = NonNullable<Parameters<typeof runProgram>[2]>;

/** A fresh folder with a repository in it, and the program at work there. */
export interface Workplace {
  readonly folder: string;
  readonly store: string;
  /** Calls the built program in the folder; the repository is the default one. */
  plainbox(words: readonly string[], options?: RunOptions): ReturnType<typeof runProgram>;
  /** Calls it with `--json`, and makes sure that the answer is what its published schema says. */
  // biome-ignore lint/suspicious/noExplicitAny: the schema has been checked, the test says what it expects
  answer(words: readonly string[], options?: RunOptions): Promise<any>;
  /** Calls it with `--json` where it is to fail: the error on stderr, checked against its schema. */
  refusal(words: readonly string[], options?: RunOptions): Promise<Refusal>;
  /** Calls it in a real terminal. */
  terminal(words: readonly string[], env?: Readonly<Record<string, string>>): TerminalSession;
  /** Writes a file into the folder and returns its path. */
  write(name: string, text: string): Promise<string>;
  /** Names in the repository; none where there is no repository. */
  sessionFolders(): Promise<string[]>;
}

interface Refusal {
  readonly exit: number | null;
  readonly stdout: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: readonly string[];
    readonly advice: string | null;
    readonly next: string | null;
    readonly exitCode: number;
  };
}

interface Fixtures {
  workplace: Workplace;
  main: string;
}

/** Vitest's `test`, with the built program and a fresh workplace for each test. */
export const test: TestAPI<Fixtures> = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from here
  main: async ({}, use) => {
    await use(inject('plainboxMain'));
  },
  workplace: async ({ main }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'plainbox-workplace-'));
    const store = join(folder, 'sessions');
    const plainbox: Workplace['plainbox'] = (words, options = {}) =>
      runProgram(main, words, {
        cwd: folder,
        ...options,
        env: { PLAINBOX_SESSION_REPOSITORY: store, ...options.env },
      });
    await use({
      folder,
      store,
      plainbox,
      async answer(words, options) {
        const { stdout } = await plainbox([...words, '--json'], options);
        const answer = JSON.parse(stdout);
        expect(faultsOf(answer)).toEqual([]);
        return answer;
      },
      async refusal(words, options) {
        const { code: exit, stdout, stderr } = await plainbox([...words, '--json'], options);
        const answer = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
        expect(faultsOf(answer)).toEqual([]);
        expect(answer.error.exitCode).toBe(exit);
        return { exit, stdout, error: answer.error };
      },
      terminal: (words, env = {}) =>
        new TerminalSession([process.execPath, main, ...words], {
          cwd: folder,
          env: { PLAINBOX_SESSION_REPOSITORY: store, ...env },
        }),
      async write(name, text) {
        const path = join(folder, name);
        await writeFile(path, text);
        return path;
      },
      sessionFolders: () => readdir(store).catch(() => []),
    });
    await rm(folder, { recursive: true, force: true });
  },
});
