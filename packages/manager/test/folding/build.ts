import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'tsup';

type Manager = typeof import('./built-manager.js');

/** The package as it is published, but with a worker that does what a test says. */
export interface Built extends AsyncDisposable {
  readonly manager: Manager;
  /** Path of `long-session.ts`. */
  readonly longSession: string;
  /** What workers do from now on: wait before they fold, end before they have folded, or fold. */
  letWorkers(act: 'wait' | 'die' | 'fold'): Promise<void>;
  /** Whether a worker was started since `letWorkers` was called. */
  hasWorker(): boolean;
}

const WORKER = `
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const act = () => readFileSync(new URL('act', import.meta.url), 'utf8');
writeFileSync(new URL('started', import.meta.url), '');
while (act() === 'wait') await setTimeout(5);
if (act() === 'die') process.exit(1);
await import('./true-fold-worker.js');
`;

/** Builds it from the sources of all packages. */
export async function buildManager(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'plainbox-folding-'));
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  await build({
    config: false,
    silent: true,
    entry: {
      'built-manager': path('built-manager.ts'),
      'long-session': path('long-session.ts'),
      'true-fold-worker': path('../../src/fold-worker.ts'),
    },
    outDir: folder,
    format: ['esm'],
    target: 'node20.19',
    platform: 'node',
    removeNodeProtocol: false,
    noExternal: [/./],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    esbuildOptions(options) {
      options.conditions = ['@plainbox/source', 'module'];
    },
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'fold-worker.js'), WORKER);
  const started = join(folder, 'started');
  return {
    manager: await import(pathToFileURL(join(folder, 'built-manager.js')).href),
    longSession: join(folder, 'long-session.js'),
    letWorkers: async (act) => {
      await rm(started, { force: true });
      await writeFile(join(folder, 'act'), act);
    },
    hasWorker: () => existsSync(started),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
