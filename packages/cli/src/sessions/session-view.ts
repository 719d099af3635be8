import type { DeviceContents } from '@plainbox/codecs';
import type { JobResult, SessionMetadata } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';
import type { ShowAnswer, ShownAttempt, ShownJob, ShownSession } from '../answers/show.js';
import type { Invocation } from '../invocation.js';
import { inspectAllDevices } from './inspect-devices.js';
import type { ReopenOptions } from './reopen-session.js';
import { type NamedDevice, type ToldDevice, toldDevice } from './session-devices.js';

/**
 * What there is to show of a session. Without job files all that it holds by itself, which also a
 * session gives whose files are gone or have changed; with them the summaries and the run list too.
 */
export async function lookAtSession(
  storage: SessionStorage,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions,
): Promise<ShowAnswer> {
  if (options.units !== undefined) return lookThroughJobFiles(storage, invocation, options);
  const { devices, warnings } = await inspectAllDevices(storage);
  const about = devices.map(({ device, contents }) => ({ device, metadata: contents.metadata }));
  return {
    schema: 'plainbox-show/1',
    session: shownSession(storage, about),
    jobs: devices.flatMap(({ device, contents }) => {
      const where = toldDevice({ device }, devices);
      return [...idsOf(contents)].map((id) =>
        shownJob(id, where, null, contents.results.get(id) ?? []),
      );
    }),
    warnings,
  };
}

async function lookThroughJobFiles(
  storage: SessionStorage,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions,
): Promise<ShowAnswer> {
  const { reopenSession } = await import('./reopen-session.js');
  await using manager = await reopenSession(storage, invocation, options);
  const { devices } = manager;
  const about = devices.map(({ device, state }) => ({ device, metadata: state.metadata }));
  return {
    schema: 'plainbox-show/1',
    session: shownSession(storage, about),
    jobs: devices.flatMap(({ device, state }) => {
      const where = toldDevice({ device }, devices);
      const jobs = state.runList.flatMap(({ id }) => state.jobs.get(id) ?? []);
      return jobs.map(({ job, resultHistory }) =>
        shownJob(job.id, where, job.summary, resultHistory),
      );
    }),
    warnings: [],
  };
}

/** Those that were asked for in their order, then those that came with them. */
function idsOf({ desiredJobs, jobs, results }: DeviceContents): ReadonlySet<string> {
  return new Set([...desiredJobs, ...jobs.keys(), ...results.keys()]);
}

interface DeviceMetadata extends NamedDevice {
  readonly metadata: SessionMetadata;
}

/** The first device stands for the session, but for what runs. */
function shownSession(
  { id, location }: SessionStorage,
  devices: readonly DeviceMetadata[],
): ShownSession {
  const [first] = devices;
  if (first === undefined) throw new RangeError('a session has a device');
  const { title, appId, flags } = first.metadata;
  const running = devices.find(({ metadata }) => metadata.runningJobName !== null);
  const { device: runningDevice } = running ? toldDevice(running, devices) : {};
  return {
    ...{ id, location, title, appId, flags: [...flags].sort() },
    runningJob: running?.metadata.runningJobName ?? null,
    ...(runningDevice === undefined ? {} : { runningDevice }),
  };
}

function shownJob(
  id: string,
  where: ToldDevice,
  summary: string | null,
  history: readonly JobResult[],
): ShownJob {
  return {
    id,
    ...where,
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
