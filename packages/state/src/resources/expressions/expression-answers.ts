import type { Resource } from '../resource.js';
import { ResourceProgramError } from './errors.js';
import type { ExpressionJudge, ResourceExpression, ResourceMap } from './resource-expression.js';

type Records = readonly Resource[];

/** Whether an expression is true, or why nobody can say. */
type Answer = boolean | ResourceProgramError;

const NO_RECORDS: Records = Object.freeze([]);

/**
 * Evaluates each expression once for the same records, however many jobs state it: thousands of them ask whether there is
 * a camera, and one more result must not cost the search for it thousands of times.
 *
 * An answer follows from the text and the records for its names alone. It is kept with the list of records, which is
 * replaced when the resource changes, and takes the answer along when nobody has it any more.
 */
export class ExpressionAnswers implements ExpressionJudge {
  readonly #byRecords: RecordsNode = new RecordsNode();

  /** @throws ResourceProgramError when it can't be decided; that is an answer too, and the dearest one. */
  matches(expression: ResourceExpression, resources: ResourceMap): boolean {
    let node = this.#byRecords;
    for (const id of expression.resourceIds) node = node.with(resources.get(id) ?? NO_RECORDS);
    let answer = node.answers.get(expression.text);
    if (answer === undefined) {
      answer = answerTo(expression, resources);
      node.answers.set(expression.text, answer);
    }
    if (answer instanceof ResourceProgramError) throw answer;
    return answer;
  }
}

/** The answers for certain records of the first names, and below it those where further names have records too. */
class RecordsNode {
  #answers: Map<string, Answer> | undefined;
  #further: WeakMap<Records, RecordsNode> | undefined;

  /** By the text of the expression. */
  get answers(): Map<string, Answer> {
    this.#answers ??= new Map();
    return this.#answers;
  }

  /** Where the next name has these records. */
  with(records: Records): RecordsNode {
    this.#further ??= new WeakMap();
    let node = this.#further.get(records);
    if (node === undefined) {
      node = new RecordsNode();
      this.#further.set(records, node);
    }
    return node;
  }
}

function answerTo(expression: ResourceExpression, resources: ResourceMap): Answer {
  try {
    return expression.matches(resources);
  } catch (error) {
    if (error instanceof ResourceProgramError) return error;
    throw error;
  }
}
