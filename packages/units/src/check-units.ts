import {
  checkRelations,
  checkUnit,
  type RelationIssue,
  type Unit,
  type UnitIssue,
} from '@plainbox/state';
import { readUnitFiles, type UnitFile } from './files/read-unit-files.js';
import { reportProblems } from './files/report-problems.js';
import type { LoadUnitsOptions } from './load-units.js';
import type { TextProblem, UnitProblem } from './problem.js';
import { summarizeUnit, type UnitSummary } from './unit-summary.js';

/** What unit files hold, and all that is wrong with it. */
export interface CheckedUnits {
  /** Every unit that could be read, of whatever kind; also those that {@link loadUnits} leaves out. */
  readonly units: readonly UnitSummary[];
  /** All that is wrong, by file and line. */
  readonly problems: readonly UnitProblem[];
  /**
   * Ids that units name of namespaces whose units are not in these files, in the order in which they are named: whether
   * those exist was not checked.
   */
  readonly foreign: readonly string[];
  /** The files that were read, by the paths by which they were reached. */
  readonly files: readonly string[];
}

/**
 * Reads unit files as {@link loadUnits} does, and looks for everything that is wrong with the units: unknown fields,
 * values that can't be used, expressions that can't be parsed, ids given twice, dependencies that are not there, jobs
 * that wait for each other. Nothing is run and nothing thrown: what is wrong is reported with its line and a way out.
 *
 * The units of all paths are taken together, as a session would have them.
 */
export async function checkUnits(
  paths: string | Iterable<string>,
  options: LoadUnitsOptions = {},
): Promise<CheckedUnits> {
  const read = await readUnitFiles(paths, options);
  const all = read.files.flatMap(({ units }) => units.map(({ unit }) => unit));
  const { issues, foreign } = checkRelations(all);
  const relations = byUnit(issues);
  return {
    units: all.map(summarizeUnit),
    problems: reportProblems(read, (file) => problemsOf(file, relations)),
    foreign: [...foreign],
    files: read.files.map(({ path }) => path),
  };
}

function byUnit(issues: readonly RelationIssue[]): ReadonlyMap<Unit, readonly RelationIssue[]> {
  const groups = new Map<Unit, RelationIssue[]>();
  for (const issue of issues) {
    const others = groups.get(issue.unit);
    if (others === undefined) groups.set(issue.unit, [issue]);
    else others.push(issue);
  }
  return groups;
}

function problemsOf(
  { units }: UnitFile,
  relations: ReadonlyMap<Unit, readonly RelationIssue[]>,
): readonly TextProblem[] {
  return units.flatMap(({ unit, refusal }) => {
    // Of a unit that is left out no more is wanted until it is not.
    if (refusal !== undefined) return [];
    const issues = [...checkUnit(unit), ...(relations.get(unit) ?? [])];
    return issues.map((issue) => problemOf(unit, issue));
  });
}

function problemOf(unit: Unit, { field, code, message, hint }: UnitIssue): TextProblem {
  const line = field === undefined ? undefined : unit.lineOf(field);
  return { line: line ?? unit.origin?.lines?.[0] ?? 1, field, code, message, hint };
}
