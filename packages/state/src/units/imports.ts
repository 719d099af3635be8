import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList } from '../exact-json/exact-json.js';
import { linesAtAnyBoundary } from '../python-text/lines.js';
import { splitWhiteSpace } from '../python-text/white-space.js';
import { ImportsError } from './errors.js';

/** Names under which the resources of other namespaces are known: alias → qualified id. */
export type Imports = ReadonlyMap<string, string>;

/** No imports, for all units that have none. */
export const NO_IMPORTS: Imports = new Map();

/** Reads `from NS import ID [as ALIAS]` statements: one per line of a text, or one per element of a list. */
export function parseImports(value: ExactJson | undefined): Imports {
  const lines = importLines(value);
  if (lines.length === 0) return NO_IMPORTS;
  const imports = new Map<string, string>();
  for (const line of lines) {
    const [alias, id] = parseImport(line);
    // The first statement for an alias is the one that a look-up finds.
    if (!imports.has(alias)) imports.set(alias, id);
  }
  return imports;
}

function importLines(value: ExactJson | undefined): readonly string[] {
  if (typeof value === 'string') return linesAtAnyBoundary(value);
  return isExactList(value) ? value.map(String) : [];
}

function parseImport(line: string): [alias: string, id: string] {
  const words = splitWhiteSpace(line);
  const [from, namespace = '', keyword, id = '', as, alias = id] = words;
  if (words.length !== 4 && words.length !== 6) {
    throw new ImportsError(line, `it has ${words.length} words, not 4 or 6`);
  }
  if (from !== 'from') throw new ImportsError(line, "it doesn't begin with 'from'");
  if (namespace.includes('::')) throw new ImportsError(line, "the namespace has a '::'");
  if (keyword !== 'import') throw new ImportsError(line, "the third word isn't 'import'");
  if (id.includes('::')) throw new ImportsError(line, "the id has a '::'");
  if (as !== undefined && as !== 'as') throw new ImportsError(line, "the fifth word isn't 'as'");
  return [alias, `${namespace}::${id}`];
}
