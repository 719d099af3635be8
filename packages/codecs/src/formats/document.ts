import { type ExactJson, Float } from '@plainbox/state';
import { CorruptedSessionError, IncompatibleSessionError } from '../errors.js';
import { checkValue, readField } from '../representation/field.js';
import type { JsonMap } from '../representation/session-representation.js';
import type { SessionFormat } from './session-format.js';

/** A document whose format is known. */
export interface DispatchedDocument {
  readonly document: JsonMap;
  readonly format: SessionFormat;
}

/** Knows formats by their versions. */
export interface FormatSource {
  formatOf(version: string | number): SessionFormat | undefined;
}

/** Finds the format by the document's version, checking in plainbox's order. */
export function dispatch(json: ExactJson, registry: FormatSource): DispatchedDocument {
  const document = checkValue(json, 'the session document', 'dict');
  const format = formatOf(readVersion(document), registry);
  readField(document, 'session', 'dict');
  return { document, format };
}

/** The format of a version; there is no guessing at those that aren't known. */
export function formatOf(version: string | number | bigint, registry: FormatSource): SessionFormat {
  const format = typeof version === 'bigint' ? undefined : registry.formatOf(version);
  if (format === undefined) throw new IncompatibleSessionError(version);
  return format;
}

/** An integer, or the name of a format of one's own. Python also takes `true` and `1.0` for 1, which is no use to anyone. */
function readVersion(document: JsonMap): string | number | bigint {
  const version = document.get('version');
  if (version === undefined) throw new CorruptedSessionError("'version' is missing");
  if (version === null) throw new CorruptedSessionError("'version' is null, which isn't allowed");
  if (typeof version === 'string' || typeof version === 'bigint') return version;
  if (typeof version === 'number' && Number.isInteger(version)) return version;
  const shown =
    version instanceof Float || typeof version !== 'object' ? String(version) : 'no number';
  throw new CorruptedSessionError(`'version' is ${shown}, where an integer is needed`);
}
