import type { ExactJson } from '../../exact-json/exact-json.js';
import { linesAtAnyBoundary } from '../../python-text/lines.js';
import { strip } from '../../python-text/white-space.js';
import { ResourceProgramError } from './errors.js';
import {
  type ExpressionJudge,
  type ExpressionScope,
  ResourceExpression,
  type ResourceMap,
} from './resource-expression.js';

/** What came of evaluating a program; where it isn't met, the first expression to blame. */
export type ProgramVerdict =
  | {
      /** All expressions are true. */
      readonly met: true;
    }
  | {
      /** One of them isn't. */
      readonly met: false;
      /** `unavailable`: a resource that it needs has no records yet, not even none. */
      readonly reason: 'unavailable' | 'failed';
      /** The first one to blame. */
      readonly expression: ResourceExpression;
      /** The resource that isn't there. */
      readonly resourceId?: string;
      /** Why it can't be decided: taken for failed, as nothing shows that it is met. */
      readonly error?: ResourceProgramError;
    };

const EACH_ANEW: ExpressionJudge = {
  matches: (expression, resources) => expression.matches(resources),
};

const MET: ProgramVerdict = Object.freeze({ met: true });

/** The conditions that a job's `requires` or a template's `template-filter` states: all of them must be true. */
export class ResourceProgram {
  /** One for each line; all have to be true. */
  readonly expressions: readonly ResourceExpression[];
  /** The resources that it needs, in the order in which they first appear. */
  readonly resourceIds: readonly string[];

  /**
   * Compiles a text of one expression per line, or a list of expressions. Throws ResourceProgramError.
   *
   * Lines are stripped and empty ones passed over; the elements of a list are taken as they are.
   */
  constructor(source: string | readonly ExactJson[], scope: ExpressionScope = {}) {
    const texts =
      typeof source === 'string'
        ? linesAtAnyBoundary(source)
            .map(strip)
            .filter((line) => line !== '')
        : source.map(String);
    this.expressions = texts.map((text) => new ResourceExpression(text, scope));
    this.resourceIds = [...new Set(this.expressions.flatMap(({ resourceIds }) => resourceIds))];
  }

  /**
   * All expressions are looked at for missing resources before any is evaluated.
   *
   * @param expressionJudge who evaluates them; by default each is evaluated anew.
   */
  evaluate(resources: ResourceMap, expressionJudge: ExpressionJudge = EACH_ANEW): ProgramVerdict {
    for (const expression of this.expressions) {
      const resourceId = expression.resourceIds.find((id) => !resources.has(id));
      if (resourceId !== undefined) {
        return { met: false, reason: 'unavailable', expression, resourceId };
      }
    }
    for (const expression of this.expressions) {
      const verdict = judge(expression, resources, expressionJudge);
      if (!verdict.met) return verdict;
    }
    return MET;
  }
}

function judge(
  expression: ResourceExpression,
  resources: ResourceMap,
  expressionJudge: ExpressionJudge,
): ProgramVerdict {
  try {
    if (expressionJudge.matches(expression, resources)) return MET;
    return { met: false, reason: 'failed', expression };
  } catch (error) {
    if (!(error instanceof ResourceProgramError)) throw error;
    return { met: false, reason: 'failed', expression, error };
  }
}
