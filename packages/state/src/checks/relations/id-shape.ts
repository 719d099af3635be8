import { StateError } from '../../errors.js';
import { formatLiterals } from '../../templates/brace-format.js';

/** What ids look like that have `{names}` in them: those of a template's jobs, before there are records. */
export class IdShape {
  readonly #literals: readonly string[];

  private constructor(literals: readonly string[]) {
    this.#literals = literals;
  }

  /** Undefined for an id without names, which stands for itself alone. */
  static of(id: string): IdShape | undefined {
    const literals = literalsOf(id);
    return literals.length > 1 ? new IdShape(literals) : undefined;
  }

  /** What all ids of this shape begin with. */
  get prefix(): string {
    return this.#literals[0] ?? '';
  }

  /** Whether the names can be filled so that the id comes out. Takes one pass, however many names there are. */
  fits(id: string): boolean {
    const first = this.prefix;
    const last = this.#literals.at(-1) ?? '';
    const end = id.length - last.length;
    if (!id.startsWith(first) || !id.endsWith(last)) return false;
    let at = first.length;
    for (const literal of this.#literals.slice(1, -1)) {
      const found = id.indexOf(literal, at);
      if (found === -1) return false;
      at = found + literal.length;
    }
    return at <= end;
  }
}

/** Where the braces can't be read, all that is certain is what stands before the first. */
function literalsOf(id: string): readonly string[] {
  try {
    return formatLiterals(id);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return [id.slice(0, id.search(/[{}]/)), ''];
  }
}
