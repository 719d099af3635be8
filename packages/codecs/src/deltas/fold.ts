import type { ExactJson } from '@plainbox/state';
import { hasText } from '../json/map-view.js';
import { PatchedMap } from '../json/patched-map.js';
import { DEVICES, sessionOfDevice } from '../representation/device-keys.js';
import { readField } from '../representation/field.js';
import { isJsonMap, withKey } from '../representation/json-map.js';
import { isAbsolutePath, joinPath } from '../representation/log-paths.js';
import type {
  FormatRules,
  JsonMap,
  SessionRepresentation,
} from '../representation/session-representation.js';
import type { Delta, DeltaChange } from './delta-json.js';
import { GrownHistories } from './grown-histories.js';

const LISTS = { desired: 'desired_job_list', mandatory: 'mandatory_job_list' } as const;

/**
 * The session after deltas: a fold, so that a prefix of the deltas gives the session as of that checkpoint. Of those that
 * were added nothing is kept but what they say.
 *
 * Needs no state. What the base holds is copied as far as it is changed, never written to.
 */
export class DeltaFold {
  private readonly base: SessionRepresentation;
  private readonly location: string | undefined;
  private fold: Fold | undefined;

  constructor(base: SessionRepresentation, location: string | undefined) {
    this.base = base;
    this.location = location;
  }

  add({ changes, logPaths }: Delta): void {
    const { base, location } = this;
    this.fold ??= new Fold(base.session);
    for (const change of changes) {
      this.fold.apply(change, (result) =>
        inBasePaths(result, logPaths, base.rules.logPaths, location),
      );
    }
  }

  get representation(): SessionRepresentation {
    return this.fold === undefined ? this.base : { ...this.base, session: this.fold.session };
  }
}

class Fold {
  readonly session: Map<string, ExactJson>;
  private readonly jobs: PatchedMap;
  private readonly results: GrownHistories;
  /** Objects that are this fold's own, to set keys of in place: copying at each change would cost the square. */
  private readonly ownMaps = new Map<string, Map<string, ExactJson>>();
  /** Of the further devices that have changes. */
  private readonly devices = new Map<string, Fold>();

  constructor(base: JsonMap) {
    this.jobs = new PatchedMap(readField(base, 'jobs', 'dict'));
    this.results = new GrownHistories(readField(base, 'results', 'dict'));
    this.session = new Map(base);
    this.session.set('jobs', this.jobs);
    this.session.set('results', this.results);
  }

  apply(change: DeltaChange, mapPaths: (result: JsonMap) => JsonMap): void {
    switch (change.kind) {
      case 'result':
        this.list(change.id, change.checksum);
        this.results.add(change.id, mapPaths(change.result));
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

  /** Most jobs are listed already: where nothing is patched, nothing has to be looked for in the patches. */
  private list(id: string, checksum: string): void {
    if (!hasText(this.jobs, id, checksum)) this.jobs.set(id, checksum);
  }

  private remove(id: string): void {
    this.jobs.delete(id);
    this.results.delete(id);
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
