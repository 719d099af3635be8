import type { Resource } from '../resource.js';
import { type Condition, compileCondition } from './condition.js';
import type { ParsedExpression } from './findings.js';
import { parseExpression } from './parser.js';
import { childrenOf, type Node } from './syntax-tree.js';

/** What the names in an expression stand for. */
export interface ExpressionScope {
  /** Namespace of the names that aren't imported. */
  readonly namespace?: string | undefined;
  /** Names of resources of other namespaces: alias → qualified id. */
  readonly imports?: ReadonlyMap<string, string> | undefined;
}

/** All known records, by the id of the resource job. Lists are replaced, never changed. */
export type ResourceMap = ReadonlyMap<string, readonly Resource[]>;

/** Says whether an expression is true: by evaluating it, or because that was done before. */
export interface ExpressionJudge {
  /** As {@link ResourceExpression.matches}, which it may throw for. */
  matches(expression: ResourceExpression, resources: ResourceMap): boolean;
}

/**
 * One line of a resource program. It always means the same; how that is best evaluated is found out when it first is, by
 * rules of our own and without running any code of its author's.
 */
export class ResourceExpression {
  /** As it is written. */
  readonly text: string;
  /** The names of resources in it, in the order in which they first appear. */
  readonly aliases: readonly string[];
  /** The full id of the resource that each alias stands for. */
  readonly resourceIds: readonly string[];
  /** The manifest entries that it asks about. */
  readonly manifestIds: readonly string[];
  readonly #root: Node;
  #condition: Condition | undefined;

  /** Throws ResourceProgramError. */
  constructor(text: string, scope: ExpressionScope = {}) {
    const parsed = parseExpression(text);
    this.text = text;
    this.aliases = parsed.aliases;
    this.resourceIds = parsed.aliases.map((alias) => qualifyAlias(alias, scope));
    this.manifestIds = manifestIdsOf(parsed, scope);
    this.#root = parsed.root;
  }

  /** Whether records can be found for which it is true. Resources that aren't there have no records. */
  matches(resources: ResourceMap): boolean {
    this.#condition ??= compileCondition(this.#root, this.text);
    return this.#condition.matches(this.resourceIds.map((id) => resources.get(id) ?? []));
  }

  toString(): string {
    return this.text;
  }
}

function qualifyAlias(alias: string, { namespace, imports }: ExpressionScope): string {
  const id = imports?.get(alias) ?? alias;
  return namespace === undefined || id.includes('::') ? id : `${namespace}::${id}`;
}

function manifestIdsOf({ root, aliases }: ParsedExpression, scope: ExpressionScope): string[] {
  const manifest = aliases.indexOf('manifest');
  if (manifest === -1) return [];
  const names = new Set<string>();
  collectAttributes(root, manifest, names);
  return [...names].map((name) => qualifyAlias(name, { namespace: scope.namespace }));
}

function collectAttributes(node: Node, alias: number, names: Set<string>): void {
  if (node.kind === 'attribute' && node.alias === alias) names.add(node.name);
  for (const child of childrenOf(node)) collectAttributes(child, alias, names);
}
