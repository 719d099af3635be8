import type { ExactJson, JobId } from '@plainbox/state';

/** A JSON object as it is read: a map, so that `__proto__` is a key like any other. */
export type JsonMap = ReadonlyMap<string, ExactJson>;

/** How a version of the format is to be taken where the data alone don't tell. */
export interface FormatRules {
  /** Whether the names of log files begin in the directory of the session, or stand as they are. */
  readonly logPaths: 'verbatim' | 'relative';
  /** Formats 1 to 5 restore the metadata after the jobs, which decides which of two faults is reported. */
  readonly metadataFirst: boolean;
}

/**
 * A session as plain JSON data in the schema of the newest format: the pivot between state and bytes.
 *
 * Every format reads into this and writes from this. The data is not yet checked below the first level: `restore` does
 * that, in the order in which plainbox does, so that of several faults the same one is reported. Unknown keys stay
 * where they stood.
 */
export interface SessionRepresentation {
  /** The `session` object. */
  readonly session: JsonMap;
  /** Keys beside `session` and `version`, which plainbox never writes. */
  readonly extra: JsonMap;
  readonly rules: FormatRules;
  /** Rejected jobs of a version that doesn't keep them: plainbox still replays their results once more. */
  readonly rejectedUnkept?: readonly ExactJson[];
  /** What older formats list beyond the newest; there when the representation was made from a state. */
  readonly roster?: JobRoster;
  /** What there is in `results`, for whoever would have to read all of it; there when it was counted anyway. */
  readonly counts?: ResultCounts;
}

/** How many results there are, and how many jobs by the outcome of their last one. */
export interface ResultCounts {
  readonly results: number;
  readonly outcomes: ReadonlyMap<string, number>;
}

/** All jobs of a session, of which the newest format lists only some. Reads through to the state it was made from. */
export interface JobRoster {
  /** Id and checksum of every job. */
  jobs(): Iterable<readonly [JobId, string]>;
  onRunList(id: JobId): boolean;
  /** Whether the job's current result says nothing, though the ones before it may. */
  isHollow(id: JobId): boolean;
}
