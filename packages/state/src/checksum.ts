import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { asciiObject } from './exact-json/ascii-json.js';
import { compareCodePoints } from './exact-json/code-points.js';
import type { ExactJson } from './exact-json/exact-json.js';

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
  return bytesToHex(sha256(utf8ToBytes(hashedText(unit))));
}

function hashedText({ fields, namespace, parameters }: UnitIdentity): string {
  const entries = sortedEntries(fields);
  if (namespace) setNamespace(entries, namespace);
  const text = asciiObject(entries);
  return parameters === undefined ? text : text + asciiObject(sortedEntries(parameters));
}

/** Only the top level is sorted: maps inside keep their order. */
function sortedEntries(map: ReadonlyMap<string, ExactJson>): [string, ExactJson][] {
  return [...map].sort(([a], [b]) => compareCodePoints(a, b));
}

/** The namespace comes last, unless the unit has a field of that name: then it takes that field's place. */
function setNamespace(entries: [string, ExactJson][], namespace: string): void {
  const own = entries.find(([key]) => key === 'namespace');
  if (own === undefined) entries.push(['namespace', namespace]);
  else own[1] = namespace;
}
