import type { ExactJson } from '@plainbox/state';
import { CorruptedSessionError } from '../errors.js';
import { JsonRecord } from '../json/json-record.js';
import { Shape } from '../json/shape.js';
import { checkValue, readField } from '../representation/field.js';
import { isJsonList } from '../representation/json-map.js';
import type { FormatRules, JsonMap } from '../representation/session-representation.js';

/**
 * One change of a representation, as it stands in a delta:
 *
 * | change | what it does |
 * |---|---|
 * | `["result", id, checksum, result]` | lists the job and adds to its results |
 * | `["result", id, checksum, result, outcome]` | the same for a job that has results; `outcome` is the last one's |
 * | `["metadata", {…}]` | sets these keys of the metadata |
 * | `["desired", [id, …]]`, `["mandatory", [id, …]]` | sets the list |
 * | `["listed", {id: checksum, …}]`, `["unlisted", [id, …]]` | lists jobs, or no longer; their results stay |
 * | `["listed", {id: checksum, …}, true]` | the same, of all the jobs that are listed now |
 * | `["removed", [id, …]]` | takes the jobs and their results out |
 * | `["system", {…}]` | sets the system information |
 * | `["sections", {…}]` | sets these sections |
 * | `["device", name, [change, …]]` | changes the session of a further device |
 */
export type DeltaChange =
  | {
      readonly kind: 'result';
      readonly id: string;
      readonly checksum: string;
      readonly result: JsonMap;
      readonly before?: string | null;
    }
  | { readonly kind: 'metadata' | 'system' | 'sections'; readonly values: JsonMap }
  | {
      readonly kind: 'listed';
      readonly values: JsonMap;
      /** These are all that are listed now: whoever wrote them didn't know which were before. */
      readonly all?: true;
    }
  | {
      readonly kind: 'desired' | 'mandatory' | 'unlisted' | 'removed';
      readonly ids: readonly string[];
    }
  | {
      readonly kind: 'device';
      readonly device: string;
      readonly changes: readonly DeltaChange[];
    };

/** What changed between two checkpoints. */
export interface Delta {
  readonly changes: readonly DeltaChange[];
  readonly logPaths: FormatRules['logPaths'];
}

/** The version of deltas, beside which the version of the format doesn't count: all changes are of the newest schema. */
const DELTA_VERSION = 1;

const SHAPE = new Shape(['changes', 'delta']);
const VERBATIM_SHAPE = new Shape(['changes', 'delta', 'log_paths']);

/** A delta as JSON; {@link deltaFromJson} is its inverse. */
export function deltaToJson({ changes, logPaths }: Delta): ExactJson {
  const json = changes.map(changeToJson);
  return logPaths === 'verbatim'
    ? new JsonRecord(VERBATIM_SHAPE, [json, DELTA_VERSION, logPaths])
    : new JsonRecord(SHAPE, [json, DELTA_VERSION]);
}

function changeToJson(change: DeltaChange): ExactJson {
  if (change.kind === 'listed' && change.all) return [change.kind, change.values, true];
  if ('values' in change) return [change.kind, change.values];
  if ('ids' in change) return [change.kind, change.ids];
  if ('changes' in change) return [change.kind, change.device, change.changes.map(changeToJson)];
  const { kind, id, checksum, result, before } = change;
  return before === undefined ? [kind, id, checksum, result] : [kind, id, checksum, result, before];
}

/** Checked as far as applying it needs; the rest is left to `restore`, like all that a session holds. */
export function deltaFromJson(json: ExactJson): Delta {
  const document = checkValue(json, 'a delta', 'dict');
  const version = readField(document, 'delta', 'int');
  if (version !== DELTA_VERSION) {
    throw new CorruptedSessionError(
      `a delta is of version ${version}, and only ${DELTA_VERSION} is known`,
    );
  }
  return {
    changes: readField(document, 'changes', 'list').map(changeFromJson),
    logPaths: document.get('log_paths') === 'verbatim' ? 'verbatim' : 'relative',
  };
}

function changeFromJson(json: ExactJson): DeltaChange {
  const [kind, ...values] = checkValue(json, 'a change', 'list');
  switch (kind) {
    case 'result':
      return resultFromJson(values);
    case 'listed': {
      const listed = checkValue(values[0], `the change '${kind}'`, 'dict');
      return values[1] === true ? { kind, values: listed, all: true } : { kind, values: listed };
    }
    case 'metadata':
    case 'system':
    case 'sections':
      return { kind, values: checkValue(values[0], `the change '${kind}'`, 'dict') };
    case 'desired':
    case 'mandatory':
    case 'unlisted':
    case 'removed':
      return { kind, ids: idsFromJson(values[0], kind) };
    case 'device':
      return deviceFromJson(values);
    default:
      throw new CorruptedSessionError('a delta has a change of an unknown kind');
  }
}

function deviceFromJson([device, changes]: readonly (ExactJson | undefined)[]): DeltaChange {
  const own = checkValue(changes, 'the changes of a device', 'list').map(changeFromJson);
  // A device has none of its own; and a delta is not to be as deep as its writer likes.
  if (own.some(({ kind }) => kind === 'device')) {
    throw new CorruptedSessionError('a delta has a device within a device');
  }
  return { kind: 'device', device: checkValue(device, 'a device', 'str'), changes: own };
}

function resultFromJson([id, checksum, result, before]: readonly (
  | ExactJson
  | undefined
)[]): DeltaChange {
  const kind = 'result';
  const job = checkValue(id, 'the job of a result', 'str');
  const sum = checkValue(checksum, 'the checksum of a job', 'str');
  const json = checkValue(result, 'a result', 'dict');
  if (before === undefined) return { kind, id: job, checksum: sum, result: json };
  const outcome = before === null ? null : checkValue(before, 'an outcome', 'str');
  return { kind, id: job, checksum: sum, result: json, before: outcome };
}

function idsFromJson(json: ExactJson | undefined, kind: string): readonly string[] {
  if (isJsonList(json) && json.every((id) => typeof id === 'string'))
    return json as readonly string[];
  throw new CorruptedSessionError(`the change '${kind}' has no list of ids`);
}
