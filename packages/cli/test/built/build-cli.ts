import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface BuiltCli extends AsyncDisposable {
  /** The program as it is installed, but with all that it imports bundled in. */
  readonly main: string;
}

/** Builds the program from the sources of all packages, so that no test needs a build before it. */
export async function buildCli(): Promise<BuiltCli> {
  const folder = await mkdtemp(join(tmpdir(), 'plainbox-cli-'));
  await build({
    config: false,
    silent: true,
    entry: { main: join(PACKAGE, 'src/main.ts'), index: join(PACKAGE, 'src/index.ts') },
    outDir: join(folder, 'dist'),
    format: ['esm'],
    target: 'node20.19',
    platform: 'node',
    removeNodeProtocol: false,
    // It loads a part of itself by path.
    external: ['jiti'],
    noExternal: [/^(?!jiti$)/],
    // Bundled CommonJS packages ask for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    esbuildOptions(options) {
      options.conditions = ['@plainbox/source', 'module'];
    },
  });
  await symlink(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  await copyFile(join(PACKAGE, 'package.json'), join(folder, 'package.json'));
  return {
    main: join(folder, 'dist/main.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
