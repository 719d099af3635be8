import type { Unit } from '@plainbox/state';
import { readUnitFiles } from './files/read-unit-files.js';
import { reportProblems } from './files/report-problems.js';
import type { UnitFileLimits } from './limits.js';
import type { UnitProblem } from './problem.js';

/** How unit files are read. */
export interface LoadUnitsOptions {
  /** The provider's namespace, which prefixes ids. By default ids are as they stand in the files. */
  readonly namespace?: string | undefined;
  /** Ends the reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bounds on what is read; see the default of each. */
  readonly limits?: Partial<UnitFileLimits> | undefined;
}

/** What was read, and what could not be. */
export interface LoadedUnits {
  /** In the order of the files, and of the units in them. */
  readonly units: readonly Unit[];
  /** What could not be read. */
  readonly problems: readonly UnitProblem[];
  /** The files that were read, by the paths by which they were reached. */
  readonly files: readonly string[];
}

/**
 * Reads unit files: `.pxu`, YAML and JSON, named one by one or by folders, which are read with all below them.
 *
 * What can't be read is reported and the rest is loaded: a broken record costs that record, a broken file that file.
 * A unit without an id is left out too, and so is one that asks for Jinja2 or a translation.
 * Whether the units make sense is another question, see {@link checkUnits}.
 *
 * In a folder, all `.pxu` files are unit files; YAML and JSON files are if a unit in them has the field `unit` or
 * `plugin`, since a folder may hold other such files. Hidden folders and `node_modules` are not entered.
 */
export async function loadUnits(
  paths: string | Iterable<string>,
  options: LoadUnitsOptions = {},
): Promise<LoadedUnits> {
  const read = await readUnitFiles(paths, options);
  const { files } = read;
  return {
    units: files.flatMap(({ units }) =>
      units.flatMap(({ unit, refusal }) => (refusal === undefined ? unit : [])),
    ),
    problems: reportProblems(read),
    files: files.map(({ path }) => path),
  };
}
