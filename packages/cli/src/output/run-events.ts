import type { RunReport, SessionRunner } from '@plainbox/runner';
import type { SessionStorage } from '@plainbox/storage';
import type { OutcomeRow } from './outcome-summary.js';
import type { Terminal } from './terminal.js';

/** What `--jsonl` tells of a run, one JSON object a line, each after what it tells of is durable. */
type RunEvent =
  | {
      readonly event: 'session-begins';
      readonly id: string;
      readonly location: string;
      /** Ids of the jobs that have their results from before. */
      readonly kept: readonly string[];
      readonly todo: readonly string[];
    }
  | {
      readonly event: 'decision';
      readonly job: string;
      readonly outcome: string | null;
      readonly runsAgain: boolean;
      readonly reason: string;
    }
  | { readonly event: 'job-begins'; readonly job: string; readonly attempt: number }
  | {
      readonly event: 'job-ends';
      readonly job: string;
      /** 0: it got its result without being run. */
      readonly attempt: number;
      readonly outcome: string | null;
      readonly seconds: number | null;
      readonly comments: string | null;
    }
  | { readonly event: 'job-left'; readonly job: string; readonly reason: string }
  | { readonly event: 'problem'; readonly code: string; readonly message: string }
  | {
      readonly event: 'session-ends';
      readonly status: RunReport['status'];
      readonly exitCode: number;
      readonly outcomes: Readonly<Record<string, number>>;
    };

/** Writes the events of a run as they come. */
export function writeRunEvents(
  terminal: Terminal,
  runner: SessionRunner,
  storage: Pick<SessionStorage, 'id' | 'location'>,
): void {
  const write = (event: RunEvent): void => writeRunEvent(terminal, event);
  runner.on('decision', ({ job, outcome, runsAgain, reason }) => {
    write({ event: 'decision', job: job.id, outcome, runsAgain, reason });
  });
  runner.on('runStarted', ({ toDo, kept }) => {
    const { id, location } = storage;
    write({ event: 'session-begins', id, location, kept: kept.map(idOf), todo: toDo.map(idOf) });
  });
  runner.on('jobStarted', ({ job, attempt }) => {
    write({ event: 'job-begins', job: job.id, attempt });
  });
  runner.on('jobFinished', ({ job, attempt, result }) => {
    const { outcome, executionDuration: seconds, comments } = result;
    write({ event: 'job-ends', job: job.id, attempt, outcome, seconds, comments });
  });
  runner.on('jobLeft', ({ job, reason }) => write({ event: 'job-left', job: job.id, reason }));
  runner.on('problem', ({ code, message }) => write({ event: 'problem', code, message }));
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
    outcomes: Object.fromEntries(outcomes.map(({ outcome, jobs }) => [outcome ?? 'none', jobs])),
  });
}

function writeRunEvent(terminal: Terminal, event: RunEvent): void {
  terminal.write(`${JSON.stringify(event)}\n`);
}

const idOf = ({ id }: { readonly id: string }): string => id;
