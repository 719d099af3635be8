import { FieldError } from '../units/errors.js';
import type { JobDefinition } from '../units/job-definition.js';
import { siblingFields } from './siblings.js';

// Values of a template that hold braces could make siblings ask for siblings without end, or each for several more.
const MAX_GENERATIONS = 8;
const MAX_SIBLINGS = 1000;
/** Of the fields that ask for them. */
const MAX_CHARACTERS = 2 ** 20;

const NONE: readonly never[] = Object.freeze([]);

/** A job with its siblings, their siblings, and so on; bounded before they are made. */
export class Family {
  readonly #head: JobDefinition;
  #siblings = 0;
  #characters = 0;

  constructor(head: JobDefinition) {
    this.#head = head;
  }

  /**
   * Makes the siblings that a member asks for by itself.
   *
   * @param generation 0 for the job that the family is of, 1 for its siblings, and so on.
   * @throws FieldError when they can't be read, or the family becomes too large.
   */
  siblingsOf(member: JobDefinition, generation: number): readonly JobDefinition[] {
    this.#assertBounded();
    const asking = member.value('siblings');
    if (typeof asking === 'string') this.#characters += asking.length;
    this.#assertBounded();
    const overrides = siblingFields(member);
    if (overrides.length === 0) return NONE;
    if (generation === MAX_GENERATIONS) {
      this.#refuse(`siblings of siblings more than ${MAX_GENERATIONS} deep`);
    }
    this.#siblings += overrides.length;
    this.#assertBounded();
    return overrides.map((fields) => member.derive(fields, (field) => !field.endsWith('siblings')));
  }

  #assertBounded(): void {
    if (this.#siblings > MAX_SIBLINGS) this.#refuse(`more than ${MAX_SIBLINGS} siblings`);
    if (this.#characters > MAX_CHARACTERS) {
      this.#refuse(`siblings in more than ${MAX_CHARACTERS} characters`);
    }
  }

  #refuse(what: string): never {
    const hint = 'make them jobs of their own, or let a template make them';
    throw new FieldError(
      'siblings',
      `of job ${JSON.stringify(this.#head.id)} asks for ${what}; ${hint}`,
    );
  }
}

/**
 * All siblings that come with a job, those of siblings among them.
 *
 * @throws FieldError as {@link Family.siblingsOf} does.
 */
export function allSiblingsOf(job: JobDefinition): readonly JobDefinition[] {
  const family = new Family(job);
  const below = (member: JobDefinition, generation: number): readonly JobDefinition[] =>
    family
      .siblingsOf(member, generation)
      .flatMap((sibling) => [sibling, ...below(sibling, generation + 1)]);
  return below(job, 0);
}
