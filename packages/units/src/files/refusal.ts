import type { UnitRecord } from '../formats/unit-text.js';
import type { TextProblem } from '../problem.js';

/** Kinds of units that nothing can be done with unless they have an id. */
const NEEDS_ID: ReadonlySet<unknown> = new Set([undefined, null, 'job', 'setup_job', 'template']);

/** A field in another language, such as `summary[de]`. */
const IN_A_LANGUAGE = /^[^[\]]+\[[A-Za-z]{2,3}(?:[_@.-][\w@.-]+)?\]$/;

/** Why a record is not made into a unit, if it can't be: a unit without an id, or one that asks for what is left out. */
export function refusalOf({ fields, lines, fieldOffsets }: UnitRecord): TextProblem | undefined {
  const [first] = lines;
  const at = (field: string): { line: number; field: string } => ({
    line: first + (fieldOffsets.get(field) ?? 0),
    field,
  });
  if (fields.get('template-engine') === 'jinja2') {
    return {
      ...at('template-engine'),
      code: 'JINJA2_UNSUPPORTED',
      message: 'Jinja2 templates are not supported, so the unit is left out',
      hint: "write the unit with {names} for the engine 'default'",
    };
  }
  const translated = fieldInALanguage(fields.keys());
  if (translated !== undefined) {
    return {
      ...at(translated),
      code: 'TRANSLATION_UNSUPPORTED',
      message: 'translations are not supported, so the unit is left out',
      hint: `take away the field '${translated}'`,
    };
  }
  const id = fields.get('id') ?? fields.get('name') ?? fields.get('_name');
  if (
    NEEDS_ID.has(fields.get('unit')) &&
    (id === undefined || id === '' || typeof id === 'object')
  ) {
    const hasField = fields.has('id');
    return {
      line: hasField ? at('id').line : first,
      field: 'id',
      code: 'MISSING_ID',
      message: hasField ? 'the id is not text' : 'the unit has no id',
      hint: "give it one that no other has: 'id: subject/what-it-checks'",
    };
  }
  return undefined;
}

function fieldInALanguage(fields: Iterable<string>): string | undefined {
  for (const field of fields) if (field.endsWith(']') && IN_A_LANGUAGE.test(field)) return field;
  return undefined;
}
