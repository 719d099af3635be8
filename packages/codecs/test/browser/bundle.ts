import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('./suite.ts', import.meta.url));

/** A bundle as a bundler makes it for browsers: it fails on whatever of Node is imported. */
export interface Bundle {
  /** A script that defines the global `suite`. */
  readonly script: string;
  /** Every file that went into it. */
  readonly files: readonly string[];
}

export async function bundleForBrowsers(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: 'browser',
    conditions: ['@plainbox/source'],
    format: 'iife',
    globalName: 'suite',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('esbuild gave nothing');
  return { script: script.text, files: Object.keys(metafile.inputs) };
}
