import type { Emitter } from '@plainbox/state';
import type { ManagerEvents } from '../events.js';
import type { JobChanges } from './job-changes.js';

/** Tells the listeners of a manager how the jobs of a loaded session differ from those that it was saved with. */
export function tellJobChanges(changes: JobChanges, events: Emitter<ManagerEvents>): void {
  for (const judged of changes.changed) events.emit('changedJob', judged);
  for (const id of changes.gone) events.emit('goneJob', id);
  for (const id of changes.returned) events.emit('returnedJob', id);
  for (const job of changes.added) events.emit('newJob', job);
  for (const problem of changes.problems) events.emit('problem', problem);
}
