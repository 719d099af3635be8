import type { Resource } from '../resource.js';

type AttributeIndex = ReadonlyMap<string, readonly Resource[]>;

/** Below this, looking at each record costs less than an index. */
const WORTH_INDEXING = 16;

const NO_RECORDS: readonly Resource[] = Object.freeze([]);

// By the list itself: a new result of a resource job brings a new list, and the old one takes its indices along.
const indices = new WeakMap<readonly Resource[], Map<string, AttributeIndex>>();

/** The records whose attribute is one of these texts; undefined where the list is too short for an index. */
export function findRecords(
  records: readonly Resource[],
  attribute: string,
  values: readonly string[],
): readonly Resource[] | undefined {
  if (records.length < WORTH_INDEXING) return undefined;
  const index = keptIndex(records, attribute);
  if (values.length === 1) return index.get(values[0] as string) ?? NO_RECORDS;
  return values.flatMap((value) => index.get(value) ?? NO_RECORDS);
}

/** The records by the value of an attribute. */
export function indexRecords(records: readonly Resource[], attribute: string): AttributeIndex {
  const index = new Map<string, Resource[]>();
  for (const record of records) {
    const value = record.attribute(attribute);
    const same = index.get(value);
    if (same === undefined) index.set(value, [record]);
    else same.push(record);
  }
  return index;
}

function keptIndex(records: readonly Resource[], attribute: string): AttributeIndex {
  let byAttribute = indices.get(records);
  if (byAttribute === undefined) {
    byAttribute = new Map();
    indices.set(records, byAttribute);
  }
  let index = byAttribute.get(attribute);
  if (index === undefined) {
    index = indexRecords(records, attribute);
    byAttribute.set(attribute, index);
  }
  return index;
}
