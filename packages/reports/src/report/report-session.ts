import type { DeviceContents } from '@plainbox/codecs';
import {
  type IoLogReader,
  type JobDefinition,
  type JobId,
  type JobResult,
  OUTCOMES,
  type Outcome,
  type SystemInformation,
} from '@plainbox/state';
import { NO_REDACTION, type Redactor } from '../redaction/redactor.js';
import { noOutput, readOutput } from './job-output.js';
import type { AttemptReport, DeviceReport, JobReport, SessionReport } from './session-report.js';

/** What is known of the jobs of a device beside what a checkpoint says. */
interface KnownJobs {
  /** Definitions of the jobs, as many as are known. */
  readonly definitions?: ReadonlyMap<JobId, JobDefinition> | undefined;
  /** The jobs in the order in which the report tells them, before those that this doesn't name. */
  readonly order?: Iterable<JobId> | undefined;
}

/** A device that a session is about beside its first one. */
export interface FurtherDevice extends KnownJobs {
  readonly device: string;
  readonly contents: DeviceContents;
}

/** What is known of a session beside what its checkpoint says. */
export interface ReportOptions extends KnownJobs {
  readonly id: string;
  readonly location?: string | undefined;
  /** Number of the checkpoint. */
  readonly sequence?: number | undefined;
  readonly savedAt: Date;
  /** Of the machine that the session ran on; `localhost` unless given. */
  readonly hostname?: string | undefined;
  /** The device that the contents are of; this machine unless given. Told only beside {@link furtherDevices}. */
  readonly device?: string | null | undefined;
  /** Their jobs are told after those of the first. */
  readonly furtherDevices?: readonly FurtherDevice[] | undefined;
  /** Reads the logs of results on disk; without it their output is left out. */
  readonly readIoLog?: IoLogReader | undefined;
  /** Takes secrets out of all text; nothing unless given. */
  readonly redactor?: Redactor | undefined;
  /** What is known to be wrong with the session, such as the faults of its storage. */
  readonly warnings?: Iterable<string> | undefined;
  /** Output of one attempt, in bytes, beyond which the rest is left out; 16 MiB unless given. */
  readonly maxOutputBytes?: number | undefined;
}

const DEFAULT_MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** A report of what a checkpoint says: also of a session that still runs, or of which only a part can be read. */
export function reportSession(contents: DeviceContents, options: ReportOptions): SessionReport {
  const { redactor = NO_REDACTION, furtherDevices = [], maxOutputBytes } = options;
  const { metadata } = contents;
  const first = { device: options.device ?? null, contents, ...knownJobsOf(options) };
  const devices = [first, ...furtherDevices];
  const isAboutSeveral = devices.length > 1;
  const told: OutputSource = {
    redactor,
    readIoLog: options.readIoLog,
    maxBytes: maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES,
  };
  return {
    id: options.id,
    title: redactedText(metadata.title, redactor),
    appId: metadata.appId,
    flags: [...metadata.flags].sort(),
    location: options.location ?? null,
    sequence: options.sequence ?? null,
    savedAt: options.savedAt,
    hostname: options.hostname ?? 'localhost',
    jobs: devices.flatMap((device) => reportJobs(device, isAboutSeveral, told)),
    systemInformation: redactInformation(contents.systemInformation, redactor),
    ...(isAboutSeveral
      ? { devices: devices.map((device) => reportDevice(device, redactor)) }
      : undefined),
    warnings: [...(options.warnings ?? []), ...ownWarnings(devices)],
  };
}

interface Device extends KnownJobs {
  readonly device: string | null;
  readonly contents: DeviceContents;
}

function knownJobsOf({ definitions, order }: KnownJobs): KnownJobs {
  return { definitions, order };
}

/** Where the output of results is read from, and what becomes of it. */
interface OutputSource {
  readonly redactor: Redactor;
  readonly readIoLog: IoLogReader | undefined;
  readonly maxBytes: number;
}

function reportDevice({ device, contents }: Device, redactor: Redactor): DeviceReport {
  return {
    device,
    systemInformation: redactInformation(contents.systemInformation, redactor),
  };
}

function reportJobs(
  { device, contents, definitions, order }: Device,
  isAboutSeveral: boolean,
  source: OutputSource,
): readonly JobReport[] {
  const where = isAboutSeveral && device !== null ? { device } : {};
  return jobIds(contents, order).map((id) => ({
    ...reportJob(id, contents, definitions?.get(id), source),
    ...where,
  }));
}

function jobIds(contents: DeviceContents, order: Iterable<JobId> = []): readonly JobId[] {
  const listed = [...contents.desiredJobs, ...contents.jobs.keys(), ...contents.results.keys()];
  const known = new Set(listed);
  return [...new Set([...[...order].filter((id) => known.has(id)), ...listed])];
}

function reportJob(
  id: JobId,
  { jobs, results }: DeviceContents,
  definition: JobDefinition | undefined,
  source: OutputSource,
): JobReport {
  const history = results.get(id) ?? [];
  const outcome = history.at(-1)?.outcome ?? null;
  return {
    id,
    summary: redactedText(definition?.summary, source.redactor),
    plugin: definition?.plugin ?? null,
    categoryId: definition?.categoryId ?? null,
    checksum: jobs.get(id) ?? null,
    outcome,
    status: statusOf(outcome),
    attempts: history.map((result) => reportAttempt(result, source)),
  };
}

/** As plainbox exports it; an outcome of a later version counts as one of a job that did not run. */
function statusOf(outcome: Outcome): JobReport['status'] {
  return OUTCOMES.get(outcome)?.exportedAs ?? null;
}

function reportAttempt(
  result: JobResult,
  { redactor, readIoLog, maxBytes }: OutputSource,
): AttemptReport {
  const { returnCode } = result;
  return {
    outcome: result.outcome,
    returnCode: returnCode === null ? null : Number(returnCode),
    seconds: result.executionDuration,
    comments: redactedText(result.comments, redactor),
    output() {
      if (result.kind === 'memory') return readOutput(result.ioLog, redactor, maxBytes);
      if (readIoLog === undefined) return noOutput('the output was not looked for');
      try {
        return readOutput(result.readIoLog(readIoLog), redactor, maxBytes);
      } catch (error) {
        return noOutput(`the output can't be read: ${(error as Error).message}`);
      }
    },
  };
}

function ownWarnings(devices: readonly Device[]): readonly string[] {
  const warnings: string[] = [];
  for (const { device, contents } of devices) {
    const { runningJobName: running } = contents.metadata;
    if (running === null) continue;
    const job = devices.length > 1 && device !== null ? `${running} on ${device}` : running;
    const had = contents.results.has(running)
      ? 'an attempt of it before has ended'
      : 'it has no result yet';
    warnings.push(`the job ${job} was running when the session was saved: ${had}`);
  }
  if (devices.some(({ contents }) => contents.metadata.flags.has('incomplete'))) {
    warnings.push('the session is not finished: jobs are still expected to run');
  }
  return warnings;
}

function redactedText(text: string | null | undefined, redactor: Redactor): string | null {
  return text === null || text === undefined ? null : redactor.text(text);
}

function redactInformation(information: SystemInformation, redactor: Redactor): SystemInformation {
  return new Map([...information].map(([tool, found]) => [tool, redactor.data(found)]));
}
