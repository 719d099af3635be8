import { hostname } from 'node:os';
import type { SessionDevice } from '@plainbox/manager';
import { type Redactor, reportSession, type SessionReport } from '@plainbox/reports';
import type { JobDefinition, JobId } from '@plainbox/state';
import type { SessionStorage } from '@plainbox/storage';
import { CliError } from '../errors.js';
import type { Invocation } from '../invocation.js';
import { inspectDevices } from './inspect-devices.js';
import { type ReopenOptions, reopenSession } from './reopen-session.js';
import type { NamedSession } from './session-reference.js';

interface ReportOfSessionOptions {
  readonly units?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
  readonly redactor: Redactor;
}

/** The report of a session in whatever condition: what can't be told becomes a warning of it. */
export async function reportOfSession(
  session: NamedSession,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReportOfSessionOptions,
): Promise<SessionReport> {
  await using storage = await session.openToRead();
  const stored = await storage.load();
  const inspected = await inspectDevices(storage, stored);
  if (inspected === undefined) {
    throw new CliError('NOTHING_SAVED', `nothing was saved of session ${session.id} yet`, {
      command: ['resume', ...session.wordsToWrite],
    });
  }
  const [first, ...further] = inspected.devices;
  const { units, namespace } = options;
  const known = await knownJobs(storage, invocation, { units, namespace, stored });
  const info = await session.place.repository.describe(session.id);
  return reportSession(first.contents, {
    id: session.id,
    location: storage.location,
    sequence: inspected.sequence,
    savedAt: info?.modifiedAt ?? new Date(),
    hostname: hostname(),
    device: first.device,
    ...known.jobsOf(first.device),
    furtherDevices: further.flatMap(({ device, contents }) =>
      device === null ? [] : [{ device, contents, ...known.jobsOf(device) }],
    ),
    readIoLog: inspected.readIoLog,
    redactor: options.redactor,
    warnings: [...inspected.warnings.map(({ message }) => message), ...known.warnings],
  });
}

interface KnownJobs {
  readonly jobsOf: (device: string | null) => {
    readonly definitions?: ReadonlyMap<JobId, JobDefinition>;
    readonly order?: readonly JobId[];
  };
  readonly warnings: readonly string[];
}

/** Definitions and order of the jobs of each device, if the session can be restored: a report does without. */
async function knownJobs(
  storage: SessionStorage,
  invocation: Pick<Invocation, 'cwd' | 'subject'>,
  options: ReopenOptions,
): Promise<KnownJobs> {
  try {
    await using manager = await reopenSession(storage, invocation, {
      ...options,
      onChanged: 'keep',
    });
    const known = new Map(manager.devices.map((each) => [each.device, jobsOf(each)]));
    return { jobsOf: (device) => known.get(device) ?? {}, warnings: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      jobsOf: () => ({}),
      warnings: [`what the jobs are about is not told: ${reason}`],
    };
  }
}

function jobsOf({ state: { jobs, runList } }: SessionDevice): ReturnType<KnownJobs['jobsOf']> {
  return {
    definitions: new Map([...jobs].map(([id, { job }]) => [id, job])),
    order: runList.map(({ id }) => id),
  };
}
