import { FunctionJob } from '../../units/function-job.js';
import { TemplateUnit } from '../../units/template-unit.js';
import type { Unit } from '../../units/unit.js';
import type { UnitIssue } from '../issue.js';
import { type KnownField, knownFields, UNIT_KINDS } from '../known-fields.js';
import { nearestName } from '../nearest-name.js';

/** Whether all fields are ones that plainbox knows for this kind of unit. */
export function checkFieldNames(unit: Unit): readonly UnitIssue[] {
  const kind = kindOf(unit);
  const fields = fieldsOf(unit, kind);
  if (fields === undefined) return [unknownKind(kind)];
  return [...unit.fields.keys()]
    .filter((name) => knownField(fields, name) === undefined)
    .map((name) => unknownField(name, fields, kind));
}

/** The fields that a unit may have; undefined if its kind is unknown. */
export function fieldsOf(
  unit: Unit,
  kind: string = kindOf(unit),
): readonly KnownField[] | undefined {
  const fields = knownFields(kind, unit instanceof TemplateUnit ? unit.templateUnit : undefined);
  return fields && unit instanceof FunctionJob ? [...fields, VERSION] : fields;
}

/** What is known of a field, which may be marked for translation. */
export function knownField(fields: readonly KnownField[], name: string): KnownField | undefined {
  return fields.find(
    (field) => field.name === name || (field.translatable && `_${field.name}` === name),
  );
}

/** Stands for a job's function, whose changes nothing else shows. */
const VERSION: KnownField = { name: 'version', type: 'any', translatable: false };

function kindOf(unit: Unit): string {
  const kind = unit.fields.get('unit');
  return typeof kind === 'string' ? kind : unit.unit;
}

function unknownField(name: string, fields: readonly KnownField[], kind: string): UnitIssue {
  return {
    severity: 'warning',
    code: 'UNKNOWN_FIELD',
    field: name,
    message: `a unit of kind '${kind}' has no field '${name}'`,
    hint: wayOut(name, fields),
  };
}

function wayOut(name: string, fields: readonly KnownField[]): string {
  const isMarked = name.startsWith('_');
  const plainName = isMarked ? name.slice(1) : name;
  const nearest = nearestName(
    plainName,
    fields.map((field) => field.name),
  );
  if (nearest === undefined) return 'take it away: it means nothing';
  if (nearest === plainName) return `leave the '_' out: '${plainName}' is not for translation`;
  const isTranslatable = knownField(fields, `_${nearest}`) !== undefined;
  return `did you mean '${isMarked && isTranslatable ? `_${nearest}` : nearest}'?`;
}

function unknownKind(kind: string): UnitIssue {
  const nearest = nearestName(kind, UNIT_KINDS);
  return {
    severity: 'warning',
    code: 'UNKNOWN_UNIT_KIND',
    field: 'unit',
    message: `there is no kind of unit '${kind}'`,
    hint:
      nearest === undefined ? `use one of: ${UNIT_KINDS.join(', ')}` : `did you mean '${nearest}'?`,
  };
}
