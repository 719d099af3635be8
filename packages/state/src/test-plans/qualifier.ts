import type { Unit } from '../units/unit.js';
import { IdPattern, templateIdOf } from './id-pattern.js';

/** What a qualifier says about a unit. Of several votes the lowest counts. */
export const VOTE = {
  /** The unit is not to be chosen, whatever others say. */
  exclude: 0,
  /** The unit is to be chosen. */
  include: 1,
  /** The qualifier is not about the unit. */
  ignore: 2,
} as const;
/** One of {@link VOTE}. */
export type Vote = (typeof VOTE)[keyof typeof VOTE];

/** Chooses units. */
export interface Qualifier {
  /** What it says about a unit. */
  vote(unit: Unit): Vote;
  /** The simple qualifiers that this one is made of: itself, if it is simple. */
  flatten(): readonly Qualifier[];
  /** The only id that this one can choose, besides a template's, if that is so. */
  readonly onlyId?: string | undefined;
}

/** A qualifier that either matches a unit or doesn't care about it. */
abstract class SimpleQualifier implements Qualifier {
  readonly #match: Vote;

  /** @param inclusive whether a match includes the unit; if not, it excludes it. */
  constructor(inclusive: boolean) {
    this.#match = inclusive ? VOTE.include : VOTE.exclude;
  }

  vote(unit: Unit): Vote {
    return this.matches(unit) ? this.#match : VOTE.ignore;
  }

  flatten(): readonly Qualifier[] {
    return [this];
  }

  protected abstract matches(unit: Unit): boolean;
}

/** Matches the unit of one id, and not what a template of that id made: see {@link FieldQualifier} for that. */
export class IdQualifier extends SimpleQualifier {
  /** The id that it is about. */
  readonly onlyId: string;

  constructor(id: string, inclusive: boolean = true) {
    super(inclusive);
    this.onlyId = id;
  }

  protected override matches(unit: Unit): boolean {
    return unit.id === this.onlyId;
  }
}

/** Matches units by an {@link IdPattern}. */
export class IdPatternQualifier extends SimpleQualifier {
  /** What ids are matched with. */
  readonly pattern: IdPattern;

  /** @throws StateError `BAD_PATTERN`. */
  constructor(pattern: string | IdPattern, inclusive: boolean = true) {
    super(inclusive);
    this.pattern = typeof pattern === 'string' ? new IdPattern(pattern) : pattern;
  }

  /** The id, if the pattern is a plain one. */
  get onlyId(): string | undefined {
    return this.pattern.plainId;
  }

  protected override matches(unit: Unit): boolean {
    return this.pattern.matches(unit);
  }
}

/**
 * Matches units by the text of one field: equal to a text, or matched by a regular expression from its start. The field
 * `id` stands for the full id, and an id that has to be equal also chooses what the template of that id made.
 */
export class FieldQualifier extends SimpleQualifier {
  /** The field that it looks at. */
  readonly field: string;
  readonly #matcher: string | RegExp;

  constructor(field: string, matcher: string | RegExp, inclusive: boolean = true) {
    super(inclusive);
    this.field = field;
    this.#matcher =
      typeof matcher === 'string' ? matcher : new RegExp(`^(?:${matcher.source})`, matcher.flags);
  }

  /** The id, if it looks at the field `id` for one text. */
  get onlyId(): string | undefined {
    return this.field === 'id' && typeof this.#matcher === 'string' ? this.#matcher : undefined;
  }

  protected override matches(unit: Unit): boolean {
    const text = this.field === 'id' ? unit.id : unit.text(this.field);
    if (typeof this.#matcher === 'string') {
      return (
        text === this.#matcher || (this.onlyId !== undefined && templateIdOf(unit) === this.onlyId)
      );
    }
    return text !== undefined && this.#matcher.test(text);
  }
}

/** Several qualifiers as one: whoever excludes wins over those who include, and these over those who don't care. */
export class CompositeQualifier implements Qualifier {
  readonly #parts: readonly Qualifier[];

  constructor(parts: readonly Qualifier[]) {
    this.#parts = parts;
  }

  /** The lowest vote of its parts; it ignores the unit if it has none. */
  vote(unit: Unit): Vote {
    return this.#parts.reduce<Vote>(
      (lowest, part) => Math.min(lowest, part.vote(unit)) as Vote,
      VOTE.ignore,
    );
  }

  /** The simple qualifiers of all its parts, in order. */
  flatten(): readonly Qualifier[] {
    return this.#parts.flatMap((part) => part.flatten());
  }
}

/** Whether a qualifier chooses a unit. */
export function designates(qualifier: Qualifier, unit: Unit): boolean {
  return qualifier.vote(unit) === VOTE.include;
}
