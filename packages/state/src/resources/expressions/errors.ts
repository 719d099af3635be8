import { StateError } from '../../errors.js';

/** Why a resource expression can't be used; `too-costly` shows with certain records alone. */
export type ExpressionFault =
  | 'syntax'
  | 'code-not-allowed'
  | 'no-resources'
  | 'too-large'
  | 'too-costly';

/** A `requires` or `template-filter` holds an expression that can't be compiled. */
export class ResourceProgramError extends StateError {
  override readonly name = 'ResourceProgramError';
  /** What kind of error it is. */
  readonly fault: ExpressionFault;
  /** The text of the expression. */
  readonly expression: string;
  /** What the language doesn't allow, by Python's name of it (`Not`, `Subscript`, `Lambda`); with `code-not-allowed`. */
  readonly construct: string | undefined;

  constructor(fault: ExpressionFault, expression: string, problem: string, construct?: string) {
    super(
      'BAD_EXPRESSION',
      `resource expression ${JSON.stringify(shortened(expression))}: ${problem}`,
    );
    this.fault = fault;
    this.expression = expression;
    this.construct = construct;
  }
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
