import type { Decision, SessionRunner } from '@plainbox/runner';
import type { JobDefinition, JobResult, StateError } from '@plainbox/state';
import type { Terminal } from '../output/terminal.js';
import { oneLine } from '../output/text.js';
import { jobOnDevice } from '../sessions/session-devices.js';
import type { FinishedJob, RunDisplay } from './run-display.js';

/** Shows a run while it goes on. */
export function showRun(terminal: Terminal, runner: SessionRunner, display: RunDisplay): void {
  const colors = terminal.messageColors;
  const warn = (text: string): void => display.tell(`${colors.yellow('warning:')} ${text}`);

  runner.on('runStarted', ({ toDo, kept }) => {
    display.begin({ done: kept.length, total: kept.length + toDo.length, secondsLeft: undefined });
  });
  runner.on('jobStarted', ({ job, device, progress }) =>
    display.jobStarted(nameOf(job, device), progress),
  );
  runner.on('jobFinished', ({ job, device, result, progress }) => {
    display.jobFinished(finishedJob(nameOf(job, device), result), progress);
  });
  runner.on('jobLeft', ({ job, device, reason }) =>
    warn(`${oneLine(nameOf(job, device))} is left for later: ${reason}`),
  );
  runner.on('decision', ({ job, device, reason }: Decision) =>
    warn(`${oneLine(nameOf(job, device))}: ${reason}`),
  );
  runner.on('problem', (problem: StateError) => warn(oneLine(problem.message)));
}

function nameOf({ id }: JobDefinition, device: string | null): string {
  return jobOnDevice(id, device);
}

function finishedJob(id: string, result: JobResult): FinishedJob {
  return {
    id,
    outcome: result.outcome,
    seconds: result.executionDuration,
    comments: result.outcome === 'pass' ? null : result.comments,
  };
}
