import type { Float } from '../exact-json/float.js';
import type { JobFunction } from './function-job.js';
import type { Plugin } from './job-definition.js';

/** Words of one text, or a list of texts. The two give different checksums, in plainbox as well. */
type Words = string | readonly string[];

/**
 * The fields of a job, spelt as in a unit file: an object here, in a YAML file and in a JSON file is one job with one
 * checksum. (A number without a fraction is an integer; `new Float(1)` is what YAML and JSON write as `1.0`.)
 */
export interface JobFields {
  /** Unique among the jobs of its namespace, and without the namespace: `disk/free-space`. */
  readonly id: string;
  /** What kind of job it is; `shell` if left out for a job with `run` or with the flag `simple`. */
  readonly plugin?: Plugin;
  /** One line for people. */
  readonly summary?: string;
  /** What the job is about. */
  readonly description?: string;
  /** What the job is for. */
  readonly purpose?: string;
  /** What a person has to do. */
  readonly steps?: string;
  /** How a person tells whether it passed. */
  readonly verification?: string;
  /** What the shell is to run. */
  readonly command?: string;
  /** The shell that runs the command; `bash` if left out. */
  readonly shell?: 'bash' | '/bin/bash' | '/bin/sh';
  /** Who the command has to run as; whoever runs the session if left out. */
  readonly user?: 'root';
  /** Names of the environment variables that the command is to see. */
  readonly environ?: Words;
  /** Conditions on the records of resource jobs, all of which must hold: `disk.free_gb != '0'`. */
  readonly requires?: Words;
  /** `from NAMESPACE import ID [as ALIAS]`: resources of other namespaces for `requires`. */
  readonly imports?: Words;
  /** Jobs that must pass before. */
  readonly depends?: Words;
  /** Jobs that must have been run before, whatever came of them. */
  readonly after?: Words;
  /** Jobs that are to run after this one. */
  readonly before?: Words;
  /** Jobs that must have failed for this one to run. */
  readonly salvages?: Words;
  /** A name shared by jobs that run next to each other. */
  readonly group?: string;
  /** Marks for sessions and runners. */
  readonly flags?: Words;
  /** Variants of the job: what each of them has in other words. */
  readonly siblings?: string | readonly Partial<JobFields>[];
  /** The id of the category; it gets the job's namespace if it has none. */
  readonly category_id?: string;
  /** Whether a failure stands in the way of a certification; `non-blocker` if left out. */
  readonly 'certification-status'?: 'blocker' | 'non-blocker';
  /** `no` keeps the job from being tried again by itself when it fails; `unspecified` if left out. */
  readonly 'auto-retry'?: 'no' | 'unspecified';
  /** Seconds, or text such as `1m 30s`. */
  readonly estimated_duration?: number | Float | string;
}

/** A job that is a function of the program that runs the session. */
export interface FunctionJobFields
  extends Omit<JobFields, 'command' | 'shell' | 'user' | 'environ'> {
  /** What kind of job it is; `shell` if left out. A manual one has no work that a function could do. */
  readonly plugin?: Exclude<Plugin, 'manual'>;
  /**
   * Stands for the function in the checksum. Give it another value whenever `run` does something else: a session that
   * is resumed then knows that its results are those of another job.
   */
  readonly version?: string | number;
  /** The work itself. What it returns decides the outcome: nothing is a pass, a throw a fail. */
  readonly run: JobFunction;
}
