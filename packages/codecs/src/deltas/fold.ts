import type { ExactJson } from '@plainbox/state';
import { PatchedMap } from '../json/patched-map.js';
import { DEVICES, sessionOfDevice } from '../representation/device-keys.js';
import { checkValue, readField } from '../representation/field.js';
import { isJsonMap, withKey } from '../representation/json-map.js';
import { isAbsolutePath, joinPath } from '../representation/log-paths.js';
import type {
  FormatRules,
  JsonMap,
  SessionRepresentation,
} from '../representation/session-representation.js';
import type { Delta, DeltaChange } from './delta-json.js';

const LISTS = { desired: 'desired_job_list', mandatory: 'mandatory_job_list' } as const;

/**
 * The session after the deltas: a fold, so that a prefix of the deltas gives the session as of that checkpoint.
 *
 * Needs no state. What the base holds is copied as far as it is changed, never written to.
 */
export function foldDeltas(
  base: SessionRepresentation,
  deltas: Iterable<Delta>,
  location: string | undefined,
): SessionRepresentation {
  let fold: Fold | undefined;
  for (const { changes, logPaths } of deltas) {
    fold ??= new Fold(base.session);
    for (const change of changes) {
      fold.apply(change, (result) => inBasePaths(result, logPaths, base.rules.logPaths, location));
    }
  }
  return fold === undefined ? base : { ...base, session: fold.session };
}

class Fold {
  readonly session: Map<string, ExactJson>;
  private readonly jobs: PatchedMap;
  private readonly results: PatchedMap;
  /** Lists of results that are this fold's own, to add to in place: copying at each would cost the square. */
  private readonly ownLists = new Map<string, ExactJson[]>();
  /** Objects that are this fold's own, to set keys of in place for the same reason. */
  private readonly ownMaps = new Map<string, Map<string, ExactJson>>();
  /** Of the further devices that have changes. */
  private readonly devices = new Map<string, Fold>();

  constructor(base: JsonMap) {
    this.jobs = new PatchedMap(readField(base, 'jobs', 'dict'));
    this.results = new PatchedMap(readField(base, 'results', 'dict'));
    this.session = new Map(base);
    this.session.set('jobs', this.jobs);
    this.session.set('results', this.results);
  }

  apply(change: DeltaChange, mapPaths: (result: JsonMap) => JsonMap): void {
    switch (change.kind) {
      case 'result':
        this.jobs.set(change.id, change.checksum);
        this.listOf(change.id).push(mapPaths(change.result));
        break;
      case 'metadata':
        this.mergeMetadata(change.values);
        break;
      case 'sections':
        this.mergeSections(change.values);
        break;
      case 'desired':
      case 'mandatory':
        this.session.set(LISTS[change.kind], change.ids);
        break;
      case 'listed':
        for (const [id, checksum] of change.values) this.jobs.set(id, checksum);
        break;
      case 'unlisted':
        for (const id of change.ids) this.jobs.delete(id);
        break;
      case 'removed':
        for (const id of change.ids) this.remove(id);
        break;
      case 'system':
        this.session.set('system_information', change.values);
        break;
      case 'device': {
        const fold = this.foldOf(change.device);
        for (const one of change.changes) fold.apply(one, mapPaths);
        break;
      }
    }
  }

  private foldOf(device: string): Fold {
    const own = this.devices.get(device);
    if (own !== undefined) return own;
    const fold = new Fold(sessionOfDevice(this.session, device));
    this.devices.set(device, fold);
    this.ownMap(DEVICES).set(device, fold.session);
    return fold;
  }

  private listOf(id: string): ExactJson[] {
    const own = this.ownLists.get(id);
    if (own !== undefined) return own;
    const given = this.results.get(id);
    const list = given === undefined ? [] : [...checkValue(given, `'${id}'`, 'list')];
    this.ownLists.set(id, list);
    this.results.set(id, list);
    return list;
  }

  private remove(id: string): void {
    this.jobs.delete(id);
    this.results.delete(id);
    this.ownLists.delete(id);
  }

  private mergeMetadata(values: JsonMap): void {
    readField(this.session, 'metadata', 'dict');
    const metadata = this.ownMap('metadata');
    for (const [key, value] of values) metadata.set(key, value);
  }

  /** A section that is null is one that is left out; a session without any has no key for them. */
  private mergeSections(values: JsonMap): void {
    const sections = this.ownMap('sections');
    for (const [name, value] of values) {
      if (value === null) sections.delete(name);
      else sections.set(name, value);
    }
    if (sections.size === 0) this.session.delete('sections');
    else this.session.set('sections', sections);
  }

  private ownMap(key: string): Map<string, ExactJson> {
    const own = this.ownMaps.get(key);
    if (own !== undefined) return own;
    const given = this.session.get(key);
    const map = new Map(isJsonMap(given) ? given : []);
    this.ownMaps.set(key, map);
    this.session.set(key, map);
    return map;
  }
}

/** The result with the name of its log as the base holds such names. */
function inBasePaths(
  result: JsonMap,
  from: FormatRules['logPaths'],
  to: FormatRules['logPaths'],
  location: string | undefined,
): JsonMap {
  const path = result.get('io_log_filename');
  if (from === to || typeof path !== 'string' || isAbsolutePath(path) || location === undefined) {
    return result;
  }
  return withKey(result, 'io_log_filename', to === 'verbatim' ? joinPath(location, path) : path);
}
