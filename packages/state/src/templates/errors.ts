import { StateError } from '../errors.js';

/** A unit was generated from a record that has no value for a parameter that one of its fields uses. */
export class MissingParameterError extends StateError {
  override readonly name = 'MissingParameterError';
  /** Id of the template that the unit comes from, if the unit knows it. */
  readonly templateId: string | undefined;
  /** The field that uses the parameter. */
  readonly field: string;
  /** What the field says, unexpanded. */
  readonly value: string;
  /** The name for which there is no value. */
  readonly parameter: string;

  constructor(
    templateId: string | undefined,
    field: string,
    missing: { readonly value: string; readonly parameter: string },
  ) {
    super(
      'MISSING_PARAMETER',
      `template '${templateId ?? '(unknown)'}' made an invalid unit: its field '${field}' uses {${missing.parameter}}, ` +
        'for which the record of the template-resource has no value',
    );
    this.templateId = templateId;
    this.field = field;
    this.value = missing.value;
    this.parameter = missing.parameter;
  }
}

/** Text with braces doesn't follow the rules of Python format strings. */
export class BraceFormatError extends StateError {
  override readonly name = 'BraceFormatError';
  /** The text with the braces. */
  readonly text: string;

  constructor(text: string, problem: string) {
    super(
      'BAD_TEMPLATE',
      `can't expand ${JSON.stringify(text)}: ${problem}; write {name}, and {{ or }} for a brace itself`,
    );
    this.text = text;
  }
}
