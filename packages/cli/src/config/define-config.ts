import type { PlainboxConfig } from './settings.js';

/**
 * Gives `plainbox.config.ts` its types: settings that there are, with their values, as one writes them. Returns what it
 * gets; a misspelt setting is refused by the compiler, and by `plainbox config` where nobody compiles.
 *
 * @example
 * ```ts
 * import { defineConfig } from '@plainbox/cli';
 *
 * export default defineConfig({ store: 'sessions', jobs: 4, onChanged: 'rerun' });
 * ```
 */
export function defineConfig(config: PlainboxConfig): PlainboxConfig {
  return config;
}
