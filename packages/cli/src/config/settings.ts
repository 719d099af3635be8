/**
 * What a configuration file may set: `plainbox.config.{ts,js,json}` in the folder of the call or one
 * above it, and the user's own `~/.config/plainbox/config.{ts,js,json}`. Each setting stands for the
 * option of the same name, in every command that has it.
 */
export interface PlainboxConfig {
  /** For editors; has no effect. */
  readonly $schema?: string | undefined;
  /** Where sessions lie; relative to the file. */
  readonly store?: string | undefined;
  /** The namespace that job ids get. */
  readonly namespace?: string | undefined;
  /** How many independent jobs run side by side. */
  readonly jobs?: number | undefined;
  /** How often a job may be cut off by the end of the session before it counts as crashed. */
  readonly maxCrashes?: number | undefined;
  /** Seconds that each job may take before it is stopped and counts as crashed. */
  readonly timeout?: number | undefined;
  /** What becomes of jobs whose definition changed. */
  readonly onChanged?: 'fail' | 'rerun' | 'keep' | 'skip' | undefined;
}

/** Name of a setting. */
export type SettingName = Exclude<keyof PlainboxConfig, '$schema'>;

/** What there is to know of a setting beside its type. */
interface Setting {
  readonly name: SettingName;
  /** An environment variable that comes before the files. */
  readonly variable?: string;
  /** What holds if nobody sets it. */
  readonly otherwise: string | number | null;
}

/** All settings, in the order of `plainbox config`. */
export const SETTINGS: readonly Setting[] = [
  { name: 'store', variable: 'PLAINBOX_SESSION_REPOSITORY', otherwise: null },
  { name: 'namespace', otherwise: null },
  { name: 'jobs', otherwise: 1 },
  { name: 'maxCrashes', otherwise: 2 },
  { name: 'timeout', otherwise: null },
  { name: 'onChanged', otherwise: 'fail' },
];
