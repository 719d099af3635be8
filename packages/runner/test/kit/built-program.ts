import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll } from 'vitest';

/** Makes a program of this folder one that plain Node runs, from the sources of all packages. */
export function builtProgram(name: string): () => Promise<string> {
  let folder: string | undefined;
  let built: Promise<string> | undefined;
  afterAll(async () => {
    if (folder) await rm(folder, { recursive: true });
  });
  const make = async (): Promise<string> => {
    folder = await mkdtemp(join(tmpdir(), 'plainbox-program-'));
    await build({
      config: false,
      silent: true,
      entry: { [name]: fileURLToPath(new URL(`${name}.ts`, import.meta.url)) },
      outDir: folder,
      format: ['esm'],
      target: 'node20.19',
      platform: 'node',
      removeNodeProtocol: false,
      noExternal: [/./],
      outExtension: () => ({ js: '.mjs' }),
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      esbuildOptions(options) {
        options.conditions = ['@plainbox/source', 'module'];
      },
    });
    return join(folder, `${name}.mjs`);
  };
  return () => {
    built ??= make();
    return built;
  };
}
