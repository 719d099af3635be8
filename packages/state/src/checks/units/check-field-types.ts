import type { ExactJson } from '../../exact-json/exact-json.js';
import { isExactList, isExactMap } from '../../exact-json/exact-json.js';
import type { Unit } from '../../units/unit.js';
import type { UnitIssue } from '../issue.js';
import type { FieldType } from '../known-fields.js';
import { fieldsOf, knownField } from './check-field-names.js';

type ValueKind = 'text' | 'number' | 'truth value' | 'list' | 'map' | 'null';

interface Expected {
  readonly kinds: readonly ValueKind[];
  /** What the elements of a list may be. */
  readonly items?: readonly ValueKind[];
  /** How to write it. */
  readonly hint: string;
}

const TEXT: Expected = { kinds: ['text'], hint: 'write it as text; YAML needs quotes around it' };
const WORDS: Expected = {
  kinds: ['text', 'list'],
  items: ['text'],
  hint: 'write words in one text, or a list of texts',
};
const LINES: Expected = {
  kinds: ['text', 'list'],
  items: ['text'],
  hint: 'write one on each line of a text, or a list of texts',
};

const EXPECTED: Readonly<Record<FieldType, Expected | undefined>> = {
  id: TEXT,
  text: TEXT,
  choice: TEXT,
  'id-list': WORDS,
  words: WORDS,
  flags: WORDS,
  program: LINES,
  imports: LINES,
  duration: { kinds: ['text', 'number'], hint: 'write seconds as a number, or 1h 30m as text' },
  siblings: {
    kinds: ['text', 'list'],
    items: ['map'],
    hint: 'write a list of maps, or such a list as JSON text',
  },
  'manifest-values': { ...LINES, items: ['text', 'map'] },
  'unit-list': LINES,
  any: undefined,
};

/** Whether fields hold what fields of their names can: only YAML, JSON and TypeScript have more than text. */
export function checkFieldTypes(unit: Unit): readonly UnitIssue[] {
  const fields = fieldsOf(unit) ?? [];
  return [...unit.fields].flatMap(([name, value]) => {
    if (value === null || typeof value === 'string') return [];
    const expected = EXPECTED[knownField(fields, name)?.type ?? 'any'];
    const found = expected && mismatch(value, expected);
    if (expected === undefined || found === undefined) return [];
    const isReadAnyway = expected === TEXT && typeof value !== 'object';
    return [
      {
        severity: isReadAnyway ? 'warning' : 'error',
        code: 'BAD_TYPE',
        field: name,
        message: `the value ${found}`,
        hint: expected.hint,
      },
    ];
  });
}

function mismatch(value: ExactJson, { kinds, items = [] }: Expected): string | undefined {
  const kind = kindOf(value);
  if (!kinds.includes(kind)) return `is a ${kind}`;
  const wrong = isExactList(value)
    ? value.find((item) => !items.includes(kindOf(item)))
    : undefined;
  return wrong === undefined ? undefined : `has a ${kindOf(wrong)} in its list`;
}

function kindOf(value: ExactJson): ValueKind {
  if (isExactList(value)) return 'list';
  if (isExactMap(value)) return 'map';
  if (typeof value === 'boolean') return 'truth value';
  if (value === null) return 'null';
  return typeof value === 'string' ? 'text' : 'number';
}
