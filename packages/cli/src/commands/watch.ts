import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import type { PlaceOptions } from '../sessions/place.js';
import { findSession } from '../sessions/session-reference.js';
import { watchSession } from '../sessions/watch-session.js';
import {
  addPlaceOptions,
  addRunOutputOptions,
  addSessionArgument,
  type RunOutputOptions,
} from './options.js';

interface WatchOptions extends PlaceOptions, RunOutputOptions {
  readonly exitStatus?: boolean;
}

export function configure(command: Command, invocation: Invocation): void {
  addRunOutputOptions(addPlaceOptions(addSessionArgument(command)))
    .option('--exit-status', 'end with the exit code of the run, not with 0')
    .addHelpText(
      'after',
      `
Examples:
  plainbox watch
  plainbox watch latest --jsonl | jq -r 'select(.outcome == "fail").job'
  plainbox watch --exit-status && echo all well

Follows a session that another process runs, without its lock: that one notices nothing. Ends when the
run does, or with Ctrl-C. In a pipe: tab-separated outcome, jobs, seconds, once it has ended.
`,
    )
    .action(async (reference: string, options: WatchOptions) => {
      await using session = await findSession(invocation, reference, options);
      await watchSession(session, invocation, options);
    });
}
