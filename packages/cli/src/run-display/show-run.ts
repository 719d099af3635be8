import type { Decision, SessionRunner } from '@plainbox/runner';
import type { JobResult, StateError } from '@plainbox/state';
import type { Terminal } from '../output/terminal.js';
import { oneLine } from '../output/text.js';
import type { FinishedJob, RunDisplay } from './run-display.js';

/** Shows a run while it goes on. */
export function showRun(terminal: Terminal, runner: SessionRunner, display: RunDisplay): void {
  const colors = terminal.messageColors;
  const warn = (text: string): void => display.tell(`${colors.yellow('warning:')} ${text}`);

  runner.on('runStarted', ({ toDo, kept }) => {
    display.begin({ done: kept.length, total: kept.length + toDo.length, secondsLeft: undefined });
  });
  runner.on('jobStarted', ({ job, progress }) => display.jobStarted(job.id, progress));
  runner.on('jobFinished', ({ job, result, progress }) => {
    display.jobFinished(finishedJob(job.id, result), progress);
  });
  runner.on('jobLeft', ({ job, reason }) =>
    warn(`${oneLine(job.id)} is left for later: ${reason}`),
  );
  runner.on('decision', ({ job, reason }: Decision) => warn(`${oneLine(job.id)}: ${reason}`));
  runner.on('problem', (problem: StateError) => warn(oneLine(problem.message)));
}

function finishedJob(id: string, result: JobResult): FinishedJob {
  return {
    id,
    outcome: result.outcome,
    seconds: result.executionDuration,
    comments: result.outcome === 'pass' ? null : result.comments,
  };
}
