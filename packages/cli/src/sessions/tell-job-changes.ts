import type { SessionDevice } from '@plainbox/manager';
import type { Terminal } from '../output/terminal.js';
import { oneLine } from '../output/text.js';
import { jobChangesByDevice } from './device-job-changes.js';
import { jobOnDevice } from './session-devices.js';

const BECOMES = {
  rerun: 'it is run again',
  keep: 'its result is kept',
  skip: 'it is skipped',
} as const;

/** Tells people how the jobs of each device differ from those that the session was saved with. */
export function tellJobChanges(devices: readonly SessionDevice[], terminal: Terminal): void {
  const warn = (text: string): void =>
    terminal.tell(`${terminal.messageColors.yellow('warning:')} ${oneLine(text)}`);
  for (const { where, changes } of jobChangesByDevice(devices)) {
    const { changed, gone, returned, added, problems } = changes;
    const named = (id: string): string => jobOnDevice(id, where.device);
    for (const { job, policy } of changed) {
      warn(`the definition of ${named(job.id)} has changed: ${BECOMES[policy]}`);
    }
    for (const id of gone) {
      warn(`${named(id)} is gone from the job files: its results are set aside`);
    }
    for (const id of returned) {
      warn(`${named(id)} is back in the job files, and has its results again`);
    }
    for (const { id } of added) {
      warn(`${named(id)} is new in the job files: it is no part of this session`);
    }
    for (const { message } of problems) {
      warn(where.device === undefined ? message : `on ${where.device}: ${message}`);
    }
  }
}
