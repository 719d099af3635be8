import type { JobChanges } from '@plainbox/manager';
import type { Terminal } from '../output/terminal.js';
import { oneLine } from '../output/text.js';

const BECOMES = {
  rerun: 'it is run again',
  keep: 'its result is kept',
  skip: 'it is skipped',
} as const;

/** Tells people how the jobs differ from those that the session was saved with. */
export function tellJobChanges(
  { changed, gone, returned, added, problems }: JobChanges,
  terminal: Terminal,
): void {
  const warn = (text: string): void =>
    terminal.tell(`${terminal.messageColors.yellow('warning:')} ${oneLine(text)}`);
  for (const { job, policy } of changed) {
    warn(`the definition of ${job.id} has changed: ${BECOMES[policy]}`);
  }
  for (const id of gone) warn(`${id} is gone from the job files: its results are set aside`);
  for (const id of returned) warn(`${id} is back in the job files, and has its results again`);
  for (const { id } of added) warn(`${id} is new in the job files: it is no part of this session`);
  for (const { message } of problems) warn(message);
}
