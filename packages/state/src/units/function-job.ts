import type { Outcome } from '../results/outcome.js';
import type { FieldsInput } from './field-values.js';
import { JobDefinition } from './job-definition.js';
import { optionsOf, type UnitOptions } from './unit.js';

/** What a job's function gets to work with. */
export interface JobFunctionContext {
  /** The job that the function belongs to. */
  readonly job: JobDefinition;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the session is stopped or the job's time is up. */
  readonly signal: AbortSignal;
  /** The folder that the jobs of a session share; missing where the session is on no disk. */
  readonly shareDirectory: string | undefined;
  /** Writes a line to the job's log. */
  readonly log: { out(text: string): void; err(text: string): void };
}

/** An outcome, and what there is to say about it. */
export interface JobVerdict {
  /** What came of the work. */
  readonly outcome: Outcome;
  /** For people, kept with the result. */
  readonly comments?: string;
}

/** What a job's function may give: nothing for a pass, an outcome, or an outcome with comments. */
// biome-ignore lint/suspicious/noConfusingVoidType: most functions return nothing
export type JobFunctionResult = Outcome | JobVerdict | undefined | void;

/** The work of a job that is written in TypeScript. */
export type JobFunction = (
  context: JobFunctionContext,
) => JobFunctionResult | Promise<JobFunctionResult>;

/** What a {@link FunctionJob} is besides its fields. */
export interface FunctionJobOptions extends UnitOptions {
  /** The work. */
  readonly run: JobFunction;
}

/** A job that brings its work with it as a function; `defineJob` makes it. */
export class FunctionJob extends JobDefinition {
  /** Not part of the checksum: the field `version` stands for it there. */
  readonly run: JobFunction;

  constructor(fields: FieldsInput, options: FunctionJobOptions) {
    super(fields, options);
    this.run = options.run;
  }

  /** Siblings of a job do the same work. */
  override derive(overrides: FieldsInput, keep?: (field: string) => boolean): JobDefinition {
    const { fields } = super.derive(overrides, keep);
    return new FunctionJob(fields, { ...optionsOf(this), run: this.run });
  }
}
