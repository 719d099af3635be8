import type { Command } from 'commander';

/** `--store`: which repository a command works on. */
export interface StoreOption {
  readonly store?: string;
}

export function addStoreOption(command: Command): Command {
  return command.option(
    '--store <dir>',
    'where sessions lie (default: $PLAINBOX_SESSION_REPOSITORY, else your state folder)',
  );
}
