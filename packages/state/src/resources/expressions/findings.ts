import { ResourceProgramError } from './errors.js';
import type { Node } from './syntax-tree.js';

/** An expression that holds allowed code alone. */
export interface ParsedExpression {
  readonly root: Node;
  /** The names of resources in it, in the order in which they first appear. */
  readonly aliases: readonly string[];
}

const MAX_RESOURCES = 100;

/** Stands for a part that isn't allowed: once the text turns out to be well-formed, the whole is refused. */
export const FORBIDDEN: Node = { kind: 'constant', value: null };

/** What a parser finds out about an expression on its way. */
export class Findings {
  readonly source: string;
  /** Names of resources with their numbers. */
  readonly #aliases = new Map<string, number>();
  #forbidden: { readonly construct: string; readonly start: number } | undefined;

  constructor(source: string) {
    this.source = source;
  }

  /** Gives the number of a name of a resource. */
  alias(name: string): number {
    const known = this.#aliases.get(name);
    if (known !== undefined) return known;
    const alias = this.#aliases.size;
    if (alias === MAX_RESOURCES) {
      throw new ResourceProgramError(
        'too-large',
        this.source,
        `it refers to more than ${MAX_RESOURCES} resources; split it into several lines`,
      );
    }
    this.#aliases.set(name, alias);
    return alias;
  }

  /**
   * Notes that a construct isn't allowed. Of several, that one is reported which a walk through Python's syntax tree
   * meets first: the one that begins first, and of those with one beginning the outermost, which is noted last.
   */
  forbid(construct: string, start: number): Node {
    if (this.#forbidden === undefined || start <= this.#forbidden.start) {
      this.#forbidden = { construct, start };
    }
    return FORBIDDEN;
  }

  /** The expression, if everything in it is allowed and it refers to a resource. */
  conclude(root: Node): ParsedExpression {
    if (this.#forbidden !== undefined) {
      const { construct, start } = this.#forbidden;
      throw new ResourceProgramError(
        'code-not-allowed',
        this.source,
        `${construct} at character ${start + 1} is not allowed; allowed are comparisons, 'and', 'or', ` +
          'attributes of resources, constants, lists, tuples, and the functions len, bool, int and float',
        construct,
      );
    }
    if (this.#aliases.size === 0) {
      throw new ResourceProgramError(
        'no-resources',
        this.source,
        'it refers to no resource; compare an attribute of one, as in: package.name == "bash"',
      );
    }
    return { root, aliases: [...this.#aliases.keys()] };
  }
}
