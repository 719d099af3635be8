import { asciiJson } from './exact-json/ascii-json.js';
import { compareCodePoints } from './exact-json/code-points.js';
import type { ExactJson } from './exact-json/exact-json.js';
import { sha256Hex } from './sha256.js';

/** What makes two units the same unit. */
export interface UnitIdentity {
  readonly fields: ReadonlyMap<string, ExactJson>;
  readonly namespace: string | undefined;
  readonly parameters: ReadonlyMap<string, ExactJson> | undefined;
}

/**
 * The checksum by which plainbox knows a unit again: SHA-256, in lower-case hex, over the JSON of its fields,
 * followed by that of its template parameters if it was generated.
 */
export function unitChecksum(unit: UnitIdentity): string {
  return sha256Hex(hashedText(unit));
}

function hashedText({ fields, namespace, parameters }: UnitIdentity): string {
  let text = sortedMembers(fields, namespace);
  // The namespace comes last, unless the unit has a field of that name: then it takes that field's place.
  if (namespace && !fields.has('namespace')) {
    text += `${text === '' ? '' : ','}"namespace":${asciiJson(namespace)}`;
  }
  return parameters === undefined ? `{${text}}` : `{${text}}{${sortedMembers(parameters)}}`;
}

/** Only the top level is sorted: maps inside keep their order. */
function sortedMembers(map: ReadonlyMap<string, ExactJson>, namespace?: string): string {
  let text = '';
  for (const { key, label } of sortedKeys(map)) {
    const isReplaced = key === 'namespace' && namespace;
    text += label + asciiJson(isReplaced ? namespace : (map.get(key) ?? null));
  }
  return text;
}

/** A key, and what is written before its value. */
interface SortedKey {
  readonly key: string;
  readonly label: string;
}

const MAX_KNOWN = 256;
const SEPARATOR = '\n';
/** Of maps that came before, by their keys in the order in which they had them: jobs have the same few over and over. */
const known = new Map<string, readonly SortedKey[]>();

function sortedKeys(map: ReadonlyMap<string, ExactJson>): readonly SortedKey[] {
  const keys = [...map.keys()];
  const name = keys.join(SEPARATOR);
  const before = known.get(name);
  // None of those that are known has the separator in a key, so of as many keys it tells them all.
  if (before?.length === keys.length) return before;
  const sorted = keys.sort(compareCodePoints).map((key, at) => {
    return { key, label: `${at === 0 ? '' : ','}${asciiJson(key)}:` };
  });
  if (known.size < MAX_KNOWN && !keys.some((key) => key.includes(SEPARATOR))) {
    known.set(name, sorted);
  }
  return sorted;
}
