import type { SessionContents } from '@plainbox/codecs';
import type { JobResult, SessionMetadata } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';
import type { ShowAnswer, ShownAttempt, ShownJob, ShownSession } from '../answers/show.js';
import type { Invocation } from '../invocation.js';
import { inspectSession } from './inspect-session.js';
import type { ReopenOptions } from './reopen-session.js';

/**
 * What there is to show of a session. Without job files all that it holds by itself, which also a
 * session gives whose files are gone or have changed; with them the summaries and the run list too.
 */
export async function lookAtSession(
  storage: SessionStorage,
  invocation: Pick<Invocation, 'cwd'>,
  options: ReopenOptions,
): Promise<ShowAnswer> {
  if (options.units !== undefined) return lookThroughJobFiles(storage, invocation, options);
  const { contents, warnings } = await inspectSession(storage);
  return {
    schema: 'plainbox-show/1',
    session: shownSession(storage, contents.metadata),
    jobs: [...idsOf(contents)].map((id) => shownJob(id, null, contents.results.get(id) ?? [])),
    warnings,
  };
}

async function lookThroughJobFiles(
  storage: SessionStorage,
  invocation: Pick<Invocation, 'cwd'>,
  options: ReopenOptions,
): Promise<ShowAnswer> {
  const { reopenSession } = await import('./reopen-session.js');
  await using manager = await reopenSession(storage, invocation, options);
  const { state } = manager;
  const jobs = state.runList.flatMap(({ id }) => state.jobs.get(id) ?? []);
  return {
    schema: 'plainbox-show/1',
    session: shownSession(storage, state.metadata),
    jobs: jobs.map(({ job, resultHistory }) => shownJob(job.id, job.summary, resultHistory)),
    warnings: [],
  };
}

/** Those that were asked for in their order, then those that came with them. */
function idsOf({ desiredJobs, jobs, results }: SessionContents): ReadonlySet<string> {
  return new Set([...desiredJobs, ...jobs.keys(), ...results.keys()]);
}

function shownSession(
  { id, location }: SessionStorage,
  { title, appId, flags, runningJobName }: SessionMetadata,
): ShownSession {
  return { id, location, title, appId, flags: [...flags].sort(), runningJob: runningJobName };
}

function shownJob(id: string, summary: string | null, history: readonly JobResult[]): ShownJob {
  return {
    id,
    summary,
    outcome: history.at(-1)?.outcome ?? null,
    attempts: history.map(shownAttempt),
  };
}

function shownAttempt(result: JobResult): ShownAttempt {
  return {
    outcome: result.outcome,
    returnCode: result.returnCode === null ? null : Number(result.returnCode),
    seconds: result.executionDuration,
    comments: result.comments,
    ioLog: result.ioLogFilename,
  };
}
