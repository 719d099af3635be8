import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { asciiJson } from './exact-json/ascii-json.js';
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
  return hexText(sha256(utf8ToBytes(hashedText(unit))));
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

const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Made in one go rather than added up: text that was added up takes ten times its size, and there is one for each job. */
function hexText(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (const byte of bytes) codes.push(DIGITS[byte >> 4] as number, DIGITS[byte & 15] as number);
  return String.fromCharCode(...codes);
}
