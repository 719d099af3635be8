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
  const members = sortedMembers(fields, namespace);
  // The namespace comes last, unless the unit has a field of that name: then it takes that field's place.
  if (namespace && !fields.has('namespace')) members.push(member('namespace', namespace));
  const text = `{${members.join(',')}}`;
  return parameters === undefined ? text : `${text}{${sortedMembers(parameters).join(',')}}`;
}

/** Only the top level is sorted: maps inside keep their order. */
function sortedMembers(map: ReadonlyMap<string, ExactJson>, namespace?: string): string[] {
  const keys = [...map.keys()].sort(compareCodePoints);
  return keys.map((key) => {
    const isReplaced = key === 'namespace' && namespace;
    return member(key, isReplaced ? namespace : (map.get(key) ?? null));
  });
}

function member(key: string, value: ExactJson): string {
  return `${asciiJson(key)}:${asciiJson(value)}`;
}
