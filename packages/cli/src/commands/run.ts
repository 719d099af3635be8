import { SessionManager } from '@plainbox/manager';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { desireAllJobs } from '../sessions/desire-all-jobs.js';
import { APP_ID, recordJobFiles } from '../sessions/job-files.js';
import { checkRunList, loadJobFiles } from '../sessions/load-job-files.js';
import { Place, type PlaceOptions } from '../sessions/place.js';
import { runSession } from '../sessions/run-session.js';
import {
  addRunnerOptions,
  addRunOutputOptions,
  addWritablePlaceOptions,
  type RunnerOptions,
  type RunOutputOptions,
} from './options.js';

interface RunOptions extends PlaceOptions, RunnerOptions, RunOutputOptions {
  readonly title?: string;
  readonly namespace?: string;
}

export function configure(command: Command, invocation: Invocation): void {
  addRunOutputOptions(addRunnerOptions(addWritablePlaceOptions(command)))
    .argument('<files...>', 'job files (.pxu), or folders of them')
    .option('--title <text>', 'a name for people')
    .option('--namespace <ns>', 'the namespace that job ids get')
    .addHelpText(
      'after',
      `
Examples:
  plainbox run checks.pxu --title "nightly"
  plainbox run jobs/ --store /var/lib/checks
  plainbox run jobs/ --jobs 4 --timeout 600      four at once, none longer than ten minutes
`,
    )
    .action((files: string[], options: RunOptions) => run(files, options, invocation));
}

async function run(
  files: readonly string[],
  options: RunOptions,
  invocation: Invocation,
): Promise<void> {
  const { units, recorded } = await loadJobFiles(files, invocation.cwd, options.namespace);
  checkRunList(units, files);
  // Only from here on anything is written.
  await using place = Place.of(invocation, options);
  place.checkWritable();
  await using manager = await SessionManager.createSession({
    units,
    repo: place.repository,
    appId: APP_ID,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
  const { state } = manager;
  state.updateMetadata({ appBlob: recordJobFiles(state.metadata.appBlob, recorded) });
  for (const { id } of desireAllJobs(state, units).withoutSuspend) {
    invocation.terminal.tell(
      `job ${JSON.stringify(id)} is not run: no job that suspends the machine is among these`,
    );
  }
  await runSession(manager, invocation, {
    ...options,
    words: [manager.storage.id, ...place.wordsToWrite],
  });
}
