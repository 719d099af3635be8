// The sessions that plainbox (Python) wrote, and what it made of them: see golden/README.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type IoLogRecord, parseIoLogRecord, type Unit } from '@plainbox/state';
import type { IoLogs, ResumeContext } from '../src/context.js';
import { type GoldenUnit, unitsOf } from './golden-units.js';

export const GOLDEN: string = fileURLToPath(new URL('./golden/', import.meta.url));

export interface GoldenError {
  readonly class: string;
  readonly message: string;
  readonly is_session_resume_error: boolean;
}

/** What plainbox makes of a session. Tags for numbers that JSON can't hold are left as they are. */
export interface GoldenExpectation {
  readonly ok: boolean;
  readonly error?: GoldenError;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, GoldenJob>>;
  readonly job_list: readonly string[];
  readonly run_list: readonly string[];
  readonly desired_job_list: readonly string[];
  readonly mandatory_job_list: readonly string[];
  readonly resource_map: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  readonly invalid_generated_jobs: readonly string[];
  readonly system_information: Readonly<Record<string, unknown>> | null;
  readonly peek: {
    readonly ok: boolean;
    readonly metadata?: unknown;
    readonly error?: GoldenError;
  };
  readonly resuspended: {
    readonly same?: boolean;
    readonly text?: string;
    readonly error?: GoldenError;
  };
}

export interface GoldenJob {
  readonly checksum: string;
  readonly outcome: string | null;
  readonly result: unknown;
  readonly result_history: readonly unknown[];
  readonly readiness_inhibitors: readonly unknown[];
  readonly can_start: boolean;
}

/** One session of plainbox. */
export interface GoldenCase {
  readonly name: string;
  readonly snapshot: Uint8Array;
  /** The text of the session; undefined where it can't be unpacked. */
  readonly text: string | undefined;
  readonly units: readonly Unit[];
  /** What the units are made of. */
  readonly unitsJson: readonly GoldenUnit[];
  readonly context: ResumeContext;
  readonly version: number | undefined;
  readonly expected: GoldenExpectation;
  /** What plainbox writes when it suspends the resumed session again; undefined where it fails. */
  readonly resuspended: string | undefined;
}

/** Names of the session cases. */
export const GOLDEN_CASES: readonly string[] = readdirSync(join(GOLDEN, 'cases')).sort();

export function goldenCase(name: string): GoldenCase {
  const folder = join(GOLDEN, 'cases', name);
  const json = (file: string): never =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as never;
  const expected: GoldenExpectation & {
    flags: string[] | null;
    location: string | null;
    version?: number;
  } = json('expected.json');
  const unitsJson: readonly GoldenUnit[] = json('units.json');
  const textFile = join(folder, 'session.json');
  const text = existsSync(textFile) ? readFileSync(textFile, 'utf8') : undefined;
  const other = join(folder, 'resuspended.json');
  return {
    name,
    snapshot: readFileSync(join(folder, 'session')),
    text,
    units: unitsOf(unitsJson),
    unitsJson,
    context: {
      flags: expected.flags ?? undefined,
      location: expected.location ?? undefined,
      ioLogs: logsBelow(expected.location, folder),
    },
    version: expected.version,
    expected,
    resuspended: expected.resuspended?.same
      ? text
      : existsSync(other)
        ? readFileSync(other, 'utf8')
        : undefined,
  };
}

/** The logs of a case, which say that they lie in a directory that there never was. */
function logsBelow(location: string | null, folder: string): IoLogs {
  const place = (path: string): string | undefined =>
    location !== null && path.startsWith(`${location}/`)
      ? join(folder, path.slice(location.length))
      : undefined;
  return {
    isFile: (path) => existsSync(place(path) ?? ''),
    read: (path): IoLogRecord[] =>
      gunzipSync(readFileSync(place(path) ?? ''))
        .toString()
        .trimEnd()
        .split('\n')
        .map(parseIoLogRecord),
  };
}

/** The parts of an expectation that a state has, with the desired list as a port keeps it. */
export function comparable(expected: GoldenExpectation): Partial<GoldenExpectation> {
  const { metadata, jobs, job_list, run_list, desired_job_list, mandatory_job_list } = expected;
  const { resource_map, invalid_generated_jobs } = expected;
  return {
    metadata,
    jobs,
    job_list,
    run_list,
    desired_job_list: [...new Set(desired_job_list)],
    mandatory_job_list,
    resource_map,
    invalid_generated_jobs,
  };
}

/** Python puts the mandatory jobs in front of the desired ones at each resume; a port drops the repeats (§7.8). */
export function withoutRepeats(text: string): string {
  const lists = /"desired_job_list":(\[(?:"(?:[^"\\]|\\.)*",?)*\])/;
  return text.replace(lists, (_, list: string) => {
    const ids = [...new Set(JSON.parse(list) as string[])];
    return `"desired_job_list":${JSON.stringify(ids)}`;
  });
}
