import type { ExactJson } from '../exact-json/exact-json.js';
import type { FieldsInput } from './field-values.js';
import { JobDefinition } from './job-definition.js';
import { readable } from './readable.js';
import { optionsOf, type UnitOptions } from './unit.js';

/** What an {@link InvalidJob} is besides its fields. */
export interface InvalidJobOptions extends UnitOptions {
  /** Why it is invalid. */
  readonly errors: readonly Error[];
}

/**
 * Stands for a generated job that is broken, where a session wants to see such jobs fail rather than be dropped.
 * Parameters without a value show as `MISSING_PARAM_` and the index of the job's record.
 */
export class InvalidJob extends JobDefinition {
  /** Why it is invalid. */
  readonly errors: readonly Error[];

  constructor(fields: FieldsInput, options?: InvalidJobOptions) {
    super(fields, options);
    this.errors = options?.errors ?? [];
  }

  /** A copy with other fields, which is as invalid. */
  override derive(overrides: FieldsInput, keep?: (field: string) => boolean): InvalidJob {
    const { fields } = super.derive(overrides, keep);
    const Kind = this.constructor as typeof InvalidJob;
    return new Kind(fields, { ...optionsOf(this), errors: this.errors });
  }

  /** Text that can't be filled in at all stays as it was written: the job is to fail where it would have run. */
  override value(field: string): ExactJson | undefined {
    return readable(() => super.value(field)) ?? this.rawValue(field);
  }

  protected override missingParameter(): string {
    return `MISSING_PARAM_${String(this.parameters?.get('__index__'))}`;
  }
}
