import type { ExactJson } from '@plainbox/state';
import type { UnitRecord } from './unit-text.js';

const KINDS = ['job', 'template'] as const;

/**
 * A unit as programs list it: `{"unit": "job", "id": …, "namespace": …, "fields": {…}}`, where the
 * fields are those of its definition and nothing else is. Any other record is given back as it is.
 */
export function describedUnit(record: UnitRecord): UnitRecord {
  const inner = record.fields.get('fields');
  const kind = KINDS.find((each) => each === record.fields.get('unit'));
  if (!isMap(inner) || kind === undefined) return record;
  const namespace = record.fields.get('namespace');
  return {
    fields: inner,
    lines: record.lines,
    // Where each of them stands isn't known, but the list of them is.
    fieldOffsets: new Map(
      [...inner.keys()].map((name) => [name, record.fieldOffsets.get('fields') ?? 0]),
    ),
    description: { kind, namespace: typeof namespace === 'string' ? namespace : undefined },
  };
}

function isMap(value: ExactJson | undefined): value is ReadonlyMap<string, ExactJson> {
  return value instanceof Map;
}
