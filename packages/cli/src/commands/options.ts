import { type Command, InvalidArgumentError } from 'commander';

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

/** `--max-crashes`: when a job that is cut off again and again is given up. */
export interface MaxCrashesOption {
  readonly maxCrashes?: number;
}

export function addMaxCrashesOption(command: Command): Command {
  return command.option(
    '--max-crashes <n>',
    'how often a job may be cut off by the end of the session before it counts as crashed (default: 2)',
    (text) => {
      if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 up.');
      return Number(text);
    },
  );
}
