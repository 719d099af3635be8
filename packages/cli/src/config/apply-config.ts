import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { findConfigFiles } from './config-files.js';
import { SETTINGS } from './settings.js';

/**
 * Gives a command what the configuration files set, wherever neither its words nor the environment
 * say otherwise.
 */
export async function applyConfig(
  command: Command,
  invocation: Pick<Invocation, 'cwd' | 'env'>,
): Promise<void> {
  const taken = SETTINGS.filter(
    ({ name, variable }) =>
      command.options.some((option) => option.attributeName() === name) &&
      [undefined, 'default'].includes(command.getOptionValueSource(name)) &&
      !(variable !== undefined && invocation.env[variable]),
  );
  if (taken.length === 0) return;
  const files = await findConfigFiles(invocation);
  for (const { name } of taken) {
    const value = files.find(({ config }) => config[name] !== undefined)?.config[name];
    if (value !== undefined) command.setOptionValueWithSource(name, value, 'config');
  }
}
