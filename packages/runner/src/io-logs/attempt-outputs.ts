import { readdir } from 'node:fs/promises';
import type { InspectedSession } from '@plainbox/manager';
import { type IoLogRecord, type JobId, type JobResult, parseIoLogRecord } from '@plainbox/state';
import { type SessionStorage, WellKnownDirsHelper } from '@plainbox/storage';
import { attemptName } from './attempt-name.js';

/** One attempt at a job, and what it wrote. */
export interface AttemptOutput {
  readonly job: JobId;
  /** The device that it was on; null for this machine. */
  readonly device: string | null;
  /** 1 for the first. */
  readonly attempt: number;
  /** Missing while the attempt is under way, and where it was stopped or cut off. */
  readonly result: JobResult | undefined;
  /** What it wrote so far, in order. */
  records(): Iterable<IoLogRecord> | AsyncIterable<IoLogRecord>;
}

/**
 * All attempts at the jobs of a session, device by device, job by job in the order in which they were asked for, each job's
 * oldest first: those with a result, and the last one without. The session may be at work meanwhile.
 */
export async function attemptOutputs(
  storage: SessionStorage,
  inspected: Pick<InspectedSession, 'device' | 'contents' | 'furtherDevices' | 'readIoLog'>,
): Promise<readonly AttemptOutput[]> {
  const logs = await logNames(storage);
  return [inspected, ...inspected.furtherDevices].flatMap(({ device, contents }) => {
    const { desiredJobs, jobs, results } = contents;
    return [...new Set([...desiredJobs, ...jobs.keys(), ...results.keys()])].flatMap((job) => {
      const history = results.get(job) ?? [];
      const withResult = history.map((result, index) => ({
        job,
        device,
        attempt: index + 1,
        result,
        records: () => result.readIoLog(inspected.readIoLog),
      }));
      const logOf = (attempt: number): string => `${attemptName(job, attempt, device)}.record.gz`;
      const open = lastOpenAttempt(history.length, (attempt) => logs.has(logOf(attempt)));
      if (open === undefined) return withResult;
      const records = (): AsyncIterable<IoLogRecord> => readRecords(storage, logOf(open));
      return [...withResult, { job, device, attempt: open, result: undefined, records }];
    });
  });
}

async function logNames(storage: SessionStorage): Promise<ReadonlySet<string>> {
  // A store without folders keeps the output in the results.
  const folder = new WellKnownDirsHelper(storage).ioLogPathname;
  return new Set(await readdir(folder).catch(() => []));
}

/** The newest attempt whose log no result names. */
function lastOpenAttempt(
  results: number,
  hasLog: (attempt: number) => boolean,
): number | undefined {
  let last: number | undefined;
  for (let attempt = results + 1; hasLog(attempt); attempt += 1) last = attempt;
  return last;
}

async function* readRecords(storage: SessionStorage, log: string): AsyncGenerator<IoLogRecord> {
  for await (const line of storage.readLogLines(log)) yield parseIoLogRecord(line);
}
