import { type Unit, unitFromRecord } from '@plainbox/state';
import { NamespaceError } from '../errors.js';
import type { UnitRecord, UnitText } from '../formats/unit-text.js';
import { DEFAULT_LIMITS, type UnitFileLimits } from '../limits.js';
import type { LoadUnitsOptions } from '../load-units.js';
import type { TextProblem, UnitProblem } from '../problem.js';
import { type FoundFile, findFiles } from './find-files.js';
import { readText } from './read-text.js';
import { refusalOf } from './refusal.js';
import { formatOf } from './unit-file.js';

/** A unit file as it was read. */
export interface UnitFile {
  readonly path: string;
  readonly text: string;
  readonly units: readonly Unit[];
}

/** All that was read from files and folders. */
export interface UnitFiles {
  readonly files: readonly UnitFile[];
  readonly problems: readonly UnitProblem[];
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
  const reader = new FileReader(namespace, bounds);
  for (const file of found.files) {
    signal?.throwIfAborted();
    await reader.read(file);
  }
  return { files: reader.files, problems: [...found.problems, ...reader.problems] };
}

class FileReader implements UnitFiles {
  readonly files: UnitFile[] = [];
  readonly problems: UnitProblem[] = [];
  readonly #namespace: string | undefined;
  readonly #limits: UnitFileLimits;

  constructor(namespace: string | undefined, limits: UnitFileLimits) {
    this.#namespace = namespace;
    this.#limits = limits;
  }

  async read({ path, isNamed }: FoundFile): Promise<void> {
    const format = formatOf(path);
    if (format === undefined) return;
    const read = await readText(path, this.#limits[format.limit]);
    const mayBeOther = format.isAmbiguous && !isNamed;
    if ('problem' in read) {
      // What is no UTF-8 or too large and came with a folder is taken for something else than units.
      if (!mayBeOther || read.problem.code === 'FILE_UNREADABLE') this.problems.push(read.problem);
      return;
    }
    const content = format.read(read.text);
    if (mayBeOther && !holdsUnits(content, read.text)) return;
    this.#take(path, read.text, content);
  }

  #take(path: string, text: string, { records, problems }: UnitText): void {
    const units: Unit[] = [];
    const found: TextProblem[] = [...problems];
    for (const record of records) {
      const refusal = refusalOf(record);
      if (refusal === undefined) units.push(this.#unit(path, record));
      else found.push(refusal);
    }
    this.files.push({ path, text, units });
    this.#report(path, found);
  }

  #unit(file: string, { fields, lines, fieldOffsets }: UnitRecord): Unit {
    return unitFromRecord(fields, {
      namespace: this.#namespace,
      origin: { file, lines },
      fieldOffsets,
    });
  }

  #report(file: string, problems: readonly TextProblem[]): void {
    const sorted = [...problems].sort((a, b) => a.line - b.line);
    const reported = sorted.slice(0, this.#limits.problems);
    this.problems.push(...reported.map((problem) => ({ file, ...problem })));
    const next = sorted[reported.length];
    if (next !== undefined) this.problems.push({ file, ...tooMany(next.line, sorted.length) });
  }
}

/** What a YAML or JSON file can't do without to be taken for a unit file. */
const UNIT_FIELDS = ['unit', 'plugin'];
const MENTIONS_UNITS = /^[ \t]{0,4}(?:[-{,][ \t]*)?["']?(?:unit|plugin)["']?[ \t]*:/m;

function holdsUnits({ records }: UnitText, text: string): boolean {
  if (records.length === 0) return MENTIONS_UNITS.test(text);
  return records.some(({ fields }) => UNIT_FIELDS.some((field) => fields.has(field)));
}

function tooMany(line: number, count: number): TextProblem {
  return {
    line,
    code: 'TOO_MANY_PROBLEMS',
    message: `from here on there are more problems, ${count} in the whole file`,
    hint: 'mend the ones before and look again',
  };
}
