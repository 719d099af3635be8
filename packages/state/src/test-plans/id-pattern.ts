import { StateError } from '../errors.js';
import type { Unit } from '../units/unit.js';

// A plain id may hold dots, which must not stand for any character there.
const PLAIN_ID = /^[\w:./-]*$/;

/**
 * Chooses units by their ids: a plain id, or a regular expression that has to match the whole id. A job that a template
 * made is also chosen by the template's id.
 */
export class IdPattern {
  /** The id or expression, with its namespace. */
  readonly text: string;
  readonly #expression: RegExp | undefined;

  /** @throws StateError `BAD_PATTERN` when the text is no regular expression. */
  constructor(text: string) {
    this.text = text;
    this.#expression = PLAIN_ID.test(text) ? undefined : compile(text);
  }

  /** The id itself, if the pattern is one: units can then be found without trying each. */
  get plainId(): string | undefined {
    return this.#expression === undefined ? this.text : undefined;
  }

  /** Whether it chooses a unit. */
  matches(unit: Unit): boolean {
    const templateId = templateIdOf(unit);
    return this.#matchesId(unit.id) || (templateId !== undefined && this.#matchesId(templateId));
  }

  #matchesId(id: string): boolean {
    return this.#expression?.test(id) ?? id === this.text;
  }
}

/** The template that made a unit. */
export function templateIdOf(unit: Unit): string | undefined {
  const id = unit.fields.get('template-id');
  return typeof id === 'string' && unit.unit !== 'template' ? id : undefined;
}

function compile(text: string): RegExp {
  try {
    // Python's spelling of named groups; the rest of what ids are matched with is the same in both languages.
    return new RegExp(`^(?:${text.replaceAll('(?P<', '(?<')})$`);
  } catch (cause) {
    throw new StateError(
      'BAD_PATTERN',
      `${JSON.stringify(text)} is neither an id nor a regular expression that matches ids`,
      { cause },
    );
  }
}
