import { TemplateUnit, type Unit, unitFromRecord } from '@plainbox/state';
import { NamespaceError } from '../errors.js';
import type { UnitRecord, UnitText } from '../formats/unit-text.js';
import { DEFAULT_LIMITS, type UnitFileLimits } from '../limits.js';
import type { LoadUnitsOptions } from '../load-units.js';
import type { TextProblem, UnitProblem } from '../problem.js';
import { type FoundFile, findFiles } from './find-files.js';
import { readText } from './read-text.js';
import { refusalOf } from './refusal.js';
import { formatOf } from './unit-file.js';

/** A unit as it was read. */
export interface ReadUnit {
  readonly unit: Unit;
  /** Why nothing can be done with it, if that is so. */
  readonly refusal?: TextProblem | undefined;
}

/** A unit file as it was read. */
export interface UnitFile {
  readonly path: string;
  readonly units: readonly ReadUnit[];
  /** What could not be read of it. */
  readonly problems: readonly TextProblem[];
}

/** All that was read from files and folders. */
export interface UnitFiles {
  readonly files: readonly UnitFile[];
  /** What could not be read at all. */
  readonly problems: readonly UnitProblem[];
  readonly limits: UnitFileLimits;
}

/** Finds and reads unit files, and makes their records into units. */
export async function readUnitFiles(
  paths: string | Iterable<string>,
  { namespace, signal, limits }: LoadUnitsOptions,
): Promise<UnitFiles> {
  if (namespace !== undefined && !/^[^\s:]+$/.test(namespace)) throw new NamespaceError(namespace);
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const found = await findFiles(typeof paths === 'string' ? [paths] : paths, {
    limits: bounds,
    signal,
  });
  const files: UnitFile[] = [];
  const problems = [...found.problems];
  for (const file of found.files) {
    signal?.throwIfAborted();
    const read = await readUnitFile(file, namespace, bounds);
    if (read === undefined) continue;
    if ('code' in read) problems.push(read);
    else files.push(read);
  }
  return { files, problems, limits: bounds };
}

/** Why a file can't be read instead, or undefined for a file that came with a folder and is something else. */
async function readUnitFile(
  { path, isNamed }: FoundFile,
  namespace: string | undefined,
  limits: UnitFileLimits,
): Promise<UnitFile | UnitProblem | undefined> {
  const format = formatOf(path);
  if (format === undefined) return undefined;
  const read = await readText(path, limits[format.limit]);
  const mayBeOther = format.isAmbiguous && !isNamed;
  if ('problem' in read) {
    // What is no UTF-8 or too large and came with a folder is taken for something else than units.
    const isOther = mayBeOther && read.problem.code !== 'FILE_UNREADABLE';
    return isOther ? undefined : read.problem;
  }
  const readUnits = await format.loadReader();
  const content = readUnits(read.text);
  if (mayBeOther && !holdsUnits(content, read.text)) return undefined;
  const units = content.records.map((record) => ({
    unit: unitOf(record, path, namespace),
    refusal: refusalOf(record),
  }));
  return { path, units, problems: content.problems };
}

function unitOf(
  { fields, lines, fieldOffsets, description }: UnitRecord,
  file: string,
  given: string | undefined,
): Unit {
  const namespace = description === undefined ? given : description.namespace;
  const options = { namespace, origin: { file, lines }, fieldOffsets };
  return description?.kind === 'template'
    ? new TemplateUnit(fields, options)
    : unitFromRecord(fields, options);
}

/** What a YAML or JSON file can't do without to be taken for a unit file. */
const UNIT_FIELDS = ['unit', 'plugin'];
const MENTIONS_UNITS =
  /^[ \t]{0,4}(?:[-{,][ \t]*)?(?:unit|plugin)[ \t]*:|["'](?:unit|plugin)["'][ \t]*:/m;

function holdsUnits({ records }: UnitText, text: string): boolean {
  if (records.length === 0) return MENTIONS_UNITS.test(text);
  return records.some(({ fields }) => UNIT_FIELDS.some((field) => fields.has(field)));
}
