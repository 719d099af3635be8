import { defaultRepositoryLocation } from '@plainbox/storage';
import type { Command } from 'commander';
import type { ConfigAnswer, ConfiguredSetting } from '../answers/config.js';
import { type ConfigFile, findConfigFiles } from '../config/config-files.js';
import { SETTINGS } from '../config/settings.js';
import type { Invocation } from '../invocation.js';
import { writeJson } from '../output/json.js';
import { type Column, writeTable } from '../output/table.js';
import { addJsonOption, type JsonOption } from './options.js';

export function configure(command: Command, invocation: Invocation): void {
  addJsonOption(command)
    .addHelpText(
      'after',
      `
Examples:
  plainbox config
  echo '{ "store": "sessions", "jobs": 4 }' > plainbox.config.json

  // plainbox.config.ts
  import { defineConfig } from '@plainbox/cli';
  export default defineConfig({ store: 'sessions', jobs: 4 });

Settings come from options, else from the environment, else from plainbox.config.{ts,js,json} in this folder
or one above it, else from your own config.{ts,js,json} in ~/.config/plainbox.
In a pipe: tab-separated setting, value, source (environment, project, user, default), variable or file.
`,
    )
    .action((options: JsonOption) => config(options, invocation));
}

async function config(options: JsonOption, invocation: Invocation): Promise<void> {
  const { terminal } = invocation;
  const files = await findConfigFiles(invocation);
  const settings = SETTINGS.map((setting) => configured(setting, files, invocation));
  if (options.json) {
    writeJson<ConfigAnswer>(terminal, {
      schema: 'plainbox-config/1',
      settings,
      files: files.map(({ scope, path }) => ({ scope, path })),
    });
    return;
  }
  writeTable(terminal, COLUMNS, settings);
  if (files.length === 0) terminal.tell('no configuration file was found');
}

function configured(
  { name, variable, otherwise }: (typeof SETTINGS)[number],
  files: readonly ConfigFile[],
  { env }: Invocation,
): ConfiguredSetting {
  const fromEnvironment = variable === undefined ? undefined : env[variable];
  if (variable !== undefined && fromEnvironment) {
    return { name, value: fromEnvironment, source: 'environment', from: variable };
  }
  for (const { scope, path, config } of files) {
    const value = config[name];
    if (value !== undefined) return { name, value, source: scope, from: path };
  }
  const value = name === 'store' ? defaultRepositoryLocation({ ...env }) : otherwise;
  return { name, value, source: 'default', from: null };
}

const COLUMNS: readonly Column<ConfiguredSetting>[] = [
  { title: 'setting', value: ({ name }) => name },
  { title: 'value', value: ({ value }) => String(value ?? '') },
  { title: 'source', value: ({ source }) => source },
  { title: 'from', value: ({ from }) => from ?? '' },
];
