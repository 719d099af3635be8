import type { Answer } from './answer.js';

/**
 * What `plainbox show --state --json` answers: the whole state that a session resumes to. Apart from
 * `schema` its fields are named as plainbox (Python) names them. Integers beyond 2^53 are
 * `{"$int": "123…"}`, numbers that JSON has not `{"$float": "NaN"}`; bytes are base64.
 */
export interface ShowStateAnswer extends Answer {
  readonly schema: 'plainbox-show-state/1';
  /** The session's id. */
  readonly case: string;
  /** Flags of the resume. */
  readonly flags: readonly string[] | null;
  /** The session's folder. */
  readonly location: string;
  /** Whether it can be resumed; else `error` says why not, and the state is missing. */
  readonly ok: boolean;
  readonly error?: StateError;
  /** Of the format that it is stored in. */
  readonly version?: number | string;
  readonly metadata?: StateMetadata;
  /** Ids of all jobs. */
  readonly job_list?: readonly string[];
  readonly run_list?: readonly string[];
  readonly desired_job_list?: readonly string[];
  readonly mandatory_job_list?: readonly string[];
  readonly jobs?: Readonly<Record<string, StateJob>>;
  /** Ids of generated jobs that can't be run. */
  readonly invalid_generated_jobs?: readonly string[];
  /** Records of each resource. */
  readonly resource_map?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** What is known of the machine, by tool; null where the format has no place for it. */
  readonly system_information?: Readonly<Record<string, unknown>> | null;
  /** What a look at the metadata alone gives. */
  readonly peek: {
    readonly ok: boolean;
    readonly metadata?: StateMetadata;
    readonly error?: StateError;
  };
}

/** Why a session can't be resumed. */
export interface StateError {
  /** As plainbox (Python) names the class of the error. */
  readonly class: string;
  readonly message: string;
  readonly is_session_resume_error: boolean;
}

/** What a session keeps about itself. */
export interface StateMetadata {
  readonly title: string | null;
  readonly flags: readonly string[];
  readonly running_job_name: string | null;
  readonly app_blob: string | null;
  readonly app_id: string | null;
  readonly custom_joblist: boolean;
  readonly rejected_jobs: readonly string[];
  readonly last_job_start_time: StateNumber | null;
  readonly remaining_todo_jobs: boolean;
}

/** A job, its results, and whether it can start. */
export interface StateJob {
  readonly checksum: string;
  readonly outcome: string | null;
  readonly result: StateResult;
  readonly result_history_length: number;
  readonly result_history: readonly StateResult[];
  readonly readiness_inhibitors: readonly StateInhibitor[];
  readonly can_start: boolean;
}

/** What came of one attempt at a job. */
export interface StateResult {
  readonly kind: 'memory' | 'disk';
  readonly outcome: string | null;
  readonly comments: string | null;
  readonly return_code: StateNumber | boolean | null;
  readonly execution_duration: StateNumber | null;
  readonly is_hollow: boolean;
  /** Of kind `memory`: delay in seconds, stream, bytes. */
  readonly io_log?: readonly (readonly [delay: StateNumber, stream: string, data: string])[];
  /** Of kind `disk`. */
  readonly io_log_filename?: string | null;
}

/** Why a job can't start. */
export interface StateInhibitor {
  readonly cause: string;
  readonly related_job: string | null;
  readonly related_expression: string | null;
}

/** A number; tagged where JSON would spoil it. */
export type StateNumber = number | { readonly $int: string } | { readonly $float: string };
