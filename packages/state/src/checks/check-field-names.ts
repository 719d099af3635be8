import { TemplateUnit } from '../units/template-unit.js';
import type { Unit } from '../units/unit.js';
import type { UnitIssue } from './issue.js';
import { type KnownField, knownFields, UNIT_KINDS } from './known-fields.js';
import { nearestName } from './nearest-name.js';

/** Whether all fields are ones that plainbox knows for this kind of unit. */
export function checkFieldNames(unit: Unit): readonly UnitIssue[] {
  const kind = kindOf(unit);
  const fields = knownFields(kind, unit instanceof TemplateUnit ? unit.templateUnit : undefined);
  if (fields === undefined) return [unknownKind(kind)];
  return [...unit.fields.keys()].flatMap((name) => checkFieldName(name, fields, kind));
}

function kindOf(unit: Unit): string {
  const kind = unit.fields.get('unit');
  return typeof kind === 'string' ? kind : unit.unit;
}

function checkFieldName(
  name: string,
  fields: readonly KnownField[],
  kind: string,
): readonly UnitIssue[] {
  const known = fields.find(
    (field) => field.name === name || (field.translatable && `_${field.name}` === name),
  );
  if (known === undefined) return [unknownField(name, fields, kind)];
  if (known.replacedBy === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'DEPRECATED_FIELD',
      field: name,
      message: `the field '${name}' is deprecated; use '${known.replacedBy}'`,
    },
  ];
}

function unknownField(name: string, fields: readonly KnownField[], kind: string): UnitIssue {
  const isMarked = name.startsWith('_');
  const plainName = isMarked ? name.slice(1) : name;
  const nearest = nearestName(
    plainName,
    fields.map((field) => field.name),
  );
  const advice =
    nearest === plainName
      ? `'${plainName}' can't be translated; leave the '_' out`
      : nearest === undefined
        ? 'it is kept, but means nothing'
        : `did you mean '${isTranslatable(nearest, fields) && isMarked ? `_${nearest}` : nearest}'?`;
  return {
    severity: 'warning',
    code: 'UNKNOWN_FIELD',
    field: name,
    message: `there is no field '${name}' in units of kind '${kind}'; ${advice}`,
  };
}

function isTranslatable(name: string, fields: readonly KnownField[]): boolean {
  return fields.some((field) => field.name === name && field.translatable);
}

function unknownKind(kind: string): UnitIssue {
  const nearest = nearestName(kind, UNIT_KINDS);
  return {
    severity: 'warning',
    code: 'UNKNOWN_KIND',
    field: 'unit',
    message:
      `there is no kind of unit '${kind}'; ` +
      (nearest === undefined
        ? `there are: ${UNIT_KINDS.join(', ')}`
        : `did you mean '${nearest}'?`),
  };
}
