import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lilconfig } from 'lilconfig';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import type { PlainboxConfig } from './settings.js';

/** A configuration file that was found, and what it sets. */
export interface ConfigFile {
  /** Of the project, or the user's own, over which a project's goes. */
  readonly scope: 'project' | 'user';
  readonly path: string;
  readonly config: PlainboxConfig;
}

const ENDINGS = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'] as const;

/** The files that hold for a call, the one that goes over the other first. */
export async function findConfigFiles({
  cwd,
  env,
}: Pick<Invocation, 'cwd' | 'env'>): Promise<readonly ConfigFile[]> {
  const home = env['HOME'] || homedir();
  const own = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'plainbox');
  const found = [
    await search('project', 'plainbox.config', cwd, home),
    await search('user', 'config', own, own),
  ];
  return found.flatMap((file) => file ?? []);
}

async function search(
  scope: ConfigFile['scope'],
  name: string,
  from: string,
  upTo: string,
): Promise<ConfigFile | undefined> {
  const names = ENDINGS.map((ending) => `${name}.${ending}`);
  const found = await lilconfig('plainbox', {
    searchPlaces: names,
    stopDir: upTo,
    loaders: {
      ...Object.fromEntries(ENDINGS.map((ending) => [`.${ending}`, loadModule])),
      '.json': loadJson,
    },
  }).search(from);
  if (found === null) return undefined;
  const { checkConfig } = await import('./check-config.js');
  const { filepath: path, config: value } = found;
  const config = checkConfig(value, path);
  const { store } = config;
  return {
    scope,
    path,
    config: store === undefined ? config : { ...config, store: resolve(dirname(path), store) },
  };
}

async function loadModule(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    // A command that only looks must not leave anything behind.
    fsCache: false,
    // Whatever is installed in the project, or isn't: the settings are those of the program that asks for them.
    alias: { '@plainbox/cli': fileURLToPath(new URL('./index.js', import.meta.url)) },
  });
  return orRefuse(path, () => jiti.import(path, { default: true }));
}

function loadJson(path: string, text: string): Promise<unknown> {
  return orRefuse(path, async () => JSON.parse(text));
}

async function orRefuse(path: string, load: () => Promise<unknown>): Promise<unknown> {
  try {
    return await load();
  } catch (cause) {
    throw new CliError('BAD_CONFIG', `${path} cannot be loaded: ${(cause as Error).message}`, {
      cause,
      advice: 'mend the file, or move it away',
    });
  }
}
