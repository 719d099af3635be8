import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type TestAPI } from 'vitest';
import { buildCli } from './build-cli.js';
import { runProgram } from './run-program.js';

type RunOptions = NonNullable<Parameters<typeof runProgram>[2]>;

/** A fresh folder with a repository in it, and the program at work there. */
export interface Workplace {
  readonly folder: string;
  readonly store: string;
  /** Calls the built program in the folder; the repository is the default one. */
  plainbox(words: readonly string[], options?: RunOptions): ReturnType<typeof runProgram>;
  /** Writes a file into the folder and returns its path. */
  write(name: string, text: string): Promise<string>;
  /** Names in the repository; none where there is no repository. */
  sessionFolders(): Promise<string[]>;
}

interface Fixtures {
  workplace: Workplace;
  main: string;
}

/** Vitest's `test`, with the program built once for each file and a fresh workplace for each test. */
export const test: TestAPI<Fixtures> = base.extend<Fixtures>({
  main: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from here
    async ({}, use) => {
      await using cli = await buildCli();
      await use(cli.main);
    },
    { scope: 'file' },
  ],
  workplace: async ({ main }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'plainbox-workplace-'));
    const store = join(folder, 'sessions');
    await use({
      folder,
      store,
      plainbox: (words, options = {}) =>
        runProgram(main, words, {
          cwd: folder,
          ...options,
          env: { PLAINBOX_SESSION_REPOSITORY: store, ...options.env },
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
