import { StateError } from '../errors.js';
import type { JobId } from '../job-id.js';

/** What a session says about itself, besides jobs and results. */
export interface SessionMetadataFields {
  /** A name for people. */
  readonly title: string | null;
  /** Free text; the well-known ones are in {@link SESSION_FLAGS}. */
  readonly flags: ReadonlySet<string>;
  /** Id of the job that runs now, or ran when the session was cut off. */
  readonly runningJobName: JobId | null;
  /** Data of the application: its meaning is the application's own. */
  readonly appBlob: Uint8Array | null;
  /** Which application wrote {@link appBlob}. */
  readonly appId: string | null;
  /** Whether the jobs were picked by hand and not by a test plan. */
  readonly customJoblist: boolean;
  /** Jobs that the user took out. */
  readonly rejectedJobs: readonly JobId[];
  /** When the running job started, in seconds since 1970. */
  readonly lastJobStartTime: number | null;
  /** Whether jobs are left that the user wants to come back to. */
  readonly remainingTodoJobs: boolean;
}

/** Some of the metadata, to change just these. Flags may come as any iterable. */
export type SessionMetadataPatch = {
  readonly [Field in Exclude<keyof SessionMetadataFields, 'flags'>]?: SessionMetadataFields[Field];
} & {
  /** See {@link SessionMetadataFields.flags}. */
  readonly flags?: Iterable<string>;
};

/** Flags that mean something to plainbox. */
export const SESSION_FLAGS = {
  /** Jobs are still expected to run. */
  incomplete: 'incomplete',
  /** The results were sent somewhere. */
  submitted: 'submitted',
  /** Resource jobs run to find out which jobs there are. */
  bootstrapping: 'bootstrapping',
  /** Setup jobs run, before everything else. */
  settingUp: 'setting_up',
  /** The jobs were picked without a test plan. */
  testplanless: 'testplanless',
  /** Generated jobs that are broken are kept, to fail visibly. */
  strictTemplateExpansion: 'strict_template_expansion',
  /** Jobs run as units of systemd. */
  systemdBasedJobRunner: 'systemd_based_job_runner',
} as const;

/** Features that a configuration may turn on for a session. */
export interface SessionFeatures {
  /** See {@link SESSION_FLAGS}. */
  readonly strictTemplateExpansion?: boolean;
  /** See {@link SESSION_FLAGS}. */
  readonly systemdBasedJobRunner?: boolean;
}

const DEFAULTS: SessionMetadataFields = {
  title: null,
  flags: new Set(),
  runningJobName: null,
  appBlob: new Uint8Array(),
  appId: null,
  customJoblist: false,
  rejectedJobs: [],
  lastJobStartTime: null,
  remainingTodoJobs: false,
};

/** The metadata of a session: immutable. {@link SessionMetadata.with} gives a changed copy. */
export class SessionMetadata implements SessionMetadataFields {
  /** A name for people. */
  readonly title: string | null;
  /** Free text; the well-known ones are in {@link SESSION_FLAGS}. */
  readonly flags: ReadonlySet<string>;
  /** Id of the job that runs now, or ran when the session was cut off. */
  readonly runningJobName: JobId | null;
  /** Data of the application: its meaning is the application's own. */
  readonly appBlob: Uint8Array | null;
  /** Which application wrote {@link appBlob}. */
  readonly appId: string | null;
  /** Whether the jobs were picked by hand and not by a test plan. */
  readonly customJoblist: boolean;
  /** Jobs that the user took out. */
  readonly rejectedJobs: readonly JobId[];
  /** When the running job started, in seconds since 1970. */
  readonly lastJobStartTime: number | null;
  /** Whether jobs are left that the user wants to come back to. */
  readonly remainingTodoJobs: boolean;

  /** @throws StateError `BAD_METADATA` when the blob is no bytes or the application's id is no text. */
  constructor(patch: SessionMetadataPatch = {}, base: SessionMetadataFields = DEFAULTS) {
    this.title = given(patch.title, base.title);
    this.flags = patch.flags === undefined ? base.flags : new Set(patch.flags);
    this.runningJobName = given(patch.runningJobName, base.runningJobName);
    // A copy, since whoever handed the blob in may go on writing to it.
    this.appBlob = patch.appBlob === undefined ? base.appBlob : copyOfBlob(patch.appBlob);
    this.appId = checkedAppId(given(patch.appId, base.appId));
    this.customJoblist = given(patch.customJoblist, base.customJoblist);
    this.rejectedJobs =
      patch.rejectedJobs === undefined ? base.rejectedJobs : Object.freeze([...patch.rejectedJobs]);
    this.lastJobStartTime = given(patch.lastJobStartTime, base.lastJobStartTime);
    this.remainingTodoJobs = given(patch.remainingTodoJobs, base.remainingTodoJobs);
  }

  /** Whether resource jobs run to find out which jobs there are. */
  get bootstrapping(): boolean {
    return this.flags.has(SESSION_FLAGS.bootstrapping);
  }

  /** Whether setup jobs run. */
  get settingUp(): boolean {
    return this.flags.has(SESSION_FLAGS.settingUp);
  }

  /** A copy in which some fields are others. */
  with(patch: SessionMetadataPatch): SessionMetadata {
    return new SessionMetadata(patch, this);
  }

  /** The flags with those of the features that a configuration turns on: for the field `flags` of a patch. */
  flagsWithFeatures(features: SessionFeatures): ReadonlySet<string> {
    const flags = new Set(this.flags);
    if (features.strictTemplateExpansion) flags.add(SESSION_FLAGS.strictTemplateExpansion);
    if (features.systemdBasedJobRunner) flags.add(SESSION_FLAGS.systemdBasedJobRunner);
    return flags;
  }

  /** The flags with one more, or one less: for the field `flags` of a patch. */
  flagsWith(flag: string, present = true): ReadonlySet<string> {
    const flags = new Set(this.flags);
    if (present) flags.add(flag);
    else flags.delete(flag);
    return flags;
  }
}

/** The fields of which `after` says something else than `before`, with their new values. */
export function changedMetadata(
  before: SessionMetadataFields,
  after: SessionMetadataFields,
): Partial<SessionMetadataFields> {
  const fields = Object.keys(DEFAULTS) as (keyof SessionMetadataFields)[];
  const changed = fields.filter((field) => !isSame(before[field], after[field]));
  return Object.fromEntries(changed.map((field) => [field, after[field]]));
}

function given<Value>(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

function copyOfBlob(value: unknown): Uint8Array | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return value.slice();
  throw new StateError('BAD_METADATA', `appBlob has to be bytes or null, not ${typeof value}`);
}

function checkedAppId(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new StateError('BAD_METADATA', `appId has to be text or null, not ${typeof value}`);
}

type FieldValue = SessionMetadataFields[keyof SessionMetadataFields];

function isSame(a: FieldValue, b: FieldValue): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Set && b instanceof Set) {
    return a.size === b.size && [...a].every((flag) => b.has(flag));
  }
  return isList(a) && isList(b) && a.length === b.length && a.every((item, at) => item === b[at]);
}

function isList(value: FieldValue): value is readonly JobId[] | Uint8Array {
  return Array.isArray(value) || value instanceof Uint8Array;
}
