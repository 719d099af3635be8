import { compareCodePoints } from '../exact-json/code-points.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import { isExactList } from '../exact-json/exact-json.js';
import { linesAtAnyBoundary } from '../python-text/lines.js';
import type { JobOverrides } from '../session/job-overrides.js';
import { FieldError } from '../units/errors.js';
import type { Unit } from '../units/unit.js';
import { parseWordList } from '../units/word-list.js';
import { IdPattern } from './id-pattern.js';
import { IdPatternQualifier, type Qualifier } from './qualifier.js';
import type { PatternOverrides, TestPlan } from './test-plan.js';

/** How the fields that a plan may override are spelt there. */
const OVERRIDE_FIELDS: ReadonlyMap<string, keyof JobOverrides> = new Map([
  ['category-id', 'categoryId'],
  ['certification-status', 'certificationStatus'],
  ['auto-retry', 'autoRetry'],
]);

/**
 * Reads a unit of kind `test plan`, with the plans nested in it.
 *
 * @param find gives another test plan by its id, for `nested_part`; a plan that is not found is left out.
 * @throws FieldError where a line can't be read; StateError `BAD_PATTERN` where what it names jobs by is no pattern.
 */
export function testPlanFromUnit(
  unit: Unit,
  find: (id: string) => Unit | undefined = () => undefined,
): TestPlan {
  const parts = withNested(unit, find);
  const sections = (field: string): Section[] => parts.flatMap((part) => readSection(part, field));
  const include = sections('include');
  const mandatory = sections('mandatory_include');
  const bootstrap = sections('bootstrap_include');
  const excluded = sections('exclude').map(({ pattern }) => new IdPatternQualifier(pattern, false));
  const inline = [...bootstrap, ...mandatory, ...include].filter(
    ({ overrides }) => Object.keys(overrides).length > 0,
  );
  const applied = parts.flatMap((part) => [
    ...readOverrides(part, 'category-overrides', 'categoryId'),
    ...readOverrides(part, 'certification-status-overrides', 'certificationStatus'),
  ]);
  return {
    id: unit.id,
    include: [...include.map(qualifierOf), ...excluded],
    mandatory: mandatory.map(qualifierOf),
    bootstrap: bootstrap.map(qualifierOf),
    overrides: [...inline, ...applied].sort((a, b) =>
      compareCodePoints(a.pattern.text, b.pattern.text),
    ),
  };
}

/** One line of a section: which jobs, and what they override. */
type Section = PatternOverrides;

function qualifierOf({ pattern }: Section): Qualifier {
  return new IdPatternQualifier(pattern);
}

/** A plan and all that are nested in it, each once. */
function withNested(unit: Unit, find: (id: string) => Unit | undefined): readonly Unit[] {
  const parts = new Set([unit]);
  for (const part of parts) {
    for (const id of nestedIds(part)) {
      const nested = find(part.qualify(id));
      if (nested) parts.add(nested);
    }
  }
  return [...parts];
}

function nestedIds(plan: Unit): readonly string[] {
  const field = 'nested_part';
  const value = plan.value(field);
  if (value === undefined) return [];
  if (isExactList(value)) return value.map((item) => textOf(field, item));
  return parseWordList(textOf(field, value));
}

/** Reads lines of `PATTERN field=value …`. */
function readSection(unit: Unit, field: string): Section[] {
  return linesOf(unit, field).map((line) => {
    const [pattern = '', ...assignments] = line.split(/\s+/);
    return {
      pattern: new IdPattern(unit.qualify(pattern)),
      overrides: Object.fromEntries(
        assignments.flatMap((text) => Object.entries(readAssignment(unit, field, text))),
      ),
    };
  });
}

function readAssignment(unit: Unit, field: string, text: string): JobOverrides {
  const [, name = '', value = ''] = /^([\w-]+)=["']?(.*?)["']?$/.exec(text) ?? [];
  const overridden = OVERRIDE_FIELDS.get(name.replaceAll('_', '-'));
  if (overridden === undefined) {
    const known = [...OVERRIDE_FIELDS.keys()].join('=…, ');
    throw new FieldError(field, `holds ${JSON.stringify(text)}, which is none of ${known}=…`);
  }
  return { [overridden]: overridden === 'categoryId' ? unit.qualify(value) : value };
}

/** Reads lines of `apply VALUE to PATTERN`. */
function readOverrides(unit: Unit, field: string, overridden: keyof JobOverrides): Section[] {
  return linesOf(unit, field).map((line) => {
    const [, value, pattern] = /^apply\s+(\S+)\s+to\s+(\S+)$/.exec(line) ?? [];
    if (value === undefined || pattern === undefined) {
      throw new FieldError(field, `holds ${JSON.stringify(line)}; write: apply VALUE to ID`);
    }
    return {
      pattern: new IdPattern(unit.qualify(pattern)),
      overrides: { [overridden]: overridden === 'categoryId' ? unit.qualify(value) : value },
    };
  });
}

/** The lines of a field that say something; both `-` and `_` occur in the names of these fields. */
function linesOf(unit: Unit, field: string): string[] {
  const value = unit.value(field) ?? unit.value(field.replaceAll('-', '_'));
  if (value === undefined) return [];
  const lines = isExactList(value)
    ? value.map((item) => textOf(field, item))
    : linesAtAnyBoundary(textOf(field, value));
  return lines.map((line) => line.replace(/(?:^|\s)#.*/s, '').trim()).filter((line) => line !== '');
}

function textOf(field: string, value: ExactJson): string {
  if (typeof value === 'string') return value;
  throw new FieldError(
    field,
    'holds something else than lines of text; write a text, or a list of texts, with an id and what follows it in each',
  );
}
