import type { SessionDevice, SessionManager } from '@plainbox/manager';
import type { RunReport, SessionRunner } from '@plainbox/runner';
import type { JobDefinition } from '@plainbox/state';
import type { OfJob, RunEvent } from '../answers/run-event.js';
import { jobChangesByDevice } from '../sessions/device-job-changes.js';
import { countsByName, type OutcomeRow } from './outcome-summary.js';
import type { Terminal } from './terminal.js';

/** Writes the events of a run as they come. */
export function writeRunEvents(
  terminal: Terminal,
  runner: SessionRunner,
  { storage, devices }: Pick<SessionManager, 'storage' | 'devices'>,
): void {
  const write = (event: RunEvent): void => writeRunEvent(terminal, event);
  runner.on('decision', ({ job, device, outcome, runsAgain, reason }) => {
    write({ event: 'decision', ...about(job, device), outcome, runsAgain, reason });
  });
  runner.on('runStarted', ({ toDo, kept }) => {
    write({
      schema: 'plainbox-run-event/1',
      event: 'session-begins',
      id: storage.id,
      location: storage.location,
      kept: kept.map(idOf),
      todo: toDo.map(idOf),
    });
    for (const event of changeEvents(devices)) write(event);
  });
  runner.on('jobStarted', ({ job, device, attempt }) => {
    write({ event: 'job-begins', ...about(job, device), attempt });
  });
  runner.on('jobFinished', ({ job, device, attempt, result }) => {
    const { outcome, executionDuration: seconds, comments } = result;
    write({ event: 'job-ends', ...about(job, device), attempt, outcome, seconds, comments });
  });
  runner.on('jobLeft', ({ job, device, reason }) =>
    write({ event: 'job-left', ...about(job, device), reason }),
  );
  runner.on('problem', ({ code, message }) => write({ event: 'problem', code, message }));
}

function about({ id }: JobDefinition, device: string | null): OfJob {
  return device === null ? { job: id } : { job: id, device };
}

function* changeEvents(devices: readonly SessionDevice[]): Generator<RunEvent> {
  for (const { where, changes } of jobChangesByDevice(devices)) {
    const { changed, gone, returned, added } = changes;
    for (const { job, policy } of changed) {
      yield { event: 'changed-job', job: job.id, ...where, policy };
    }
    for (const job of gone) yield { event: 'gone-job', job, ...where };
    for (const job of returned) yield { event: 'returned-job', job, ...where };
    for (const { id } of added) yield { event: 'new-job', job: id, ...where };
  }
}

/** The last line: how the run ended. */
export function writeRunEnd(
  terminal: Terminal,
  status: RunReport['status'],
  exitCode: number,
  outcomes: readonly OutcomeRow[],
): void {
  writeRunEvent(terminal, {
    event: 'session-ends',
    status,
    exitCode,
    outcomes: countsByName(outcomes),
  });
}

function writeRunEvent(terminal: Terminal, event: RunEvent): void {
  terminal.write(`${JSON.stringify(event)}\n`);
}

const idOf = ({ id }: { readonly id: string }): string => id;
