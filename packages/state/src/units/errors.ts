import { StateError } from '../errors.js';

/** A field's value can't be used: of a type that no JSON has, or text that can't be read as what it should be. */
export class FieldError extends StateError {
  override readonly name = 'FieldError';
  /** The field that can't be used. */
  readonly field: string;

  constructor(field: string, problem: string, options?: ErrorOptions) {
    super('BAD_FIELD', `field '${field}' ${problem}`, options);
    this.field = field;
  }
}

/** A line of `imports` or `template-imports` is not `from NAMESPACE import ID [as ALIAS]`. */
export class ImportsError extends StateError {
  override readonly name = 'ImportsError';
  /** The line that can't be read. */
  readonly line: string;

  constructor(line: string, problem: string) {
    super(
      'BAD_IMPORTS',
      `can't read the import ${JSON.stringify(line)}: ${problem}; write: from NAMESPACE import ID [as ALIAS]`,
    );
    this.line = line;
  }
}

/** A unit asks for something of plainbox that is left out here on purpose. */
export class UnsupportedFeatureError extends StateError {
  override readonly name = 'UnsupportedFeatureError';
  /** What was asked for. */
  readonly feature: string;

  constructor(feature: string, advice: string) {
    super('UNSUPPORTED_FEATURE', `${feature} are not supported; ${advice}`);
    this.feature = feature;
  }
}
