import {
  type ExactJson,
  type JobId,
  type JobResult,
  SessionMetadata,
  type SystemInformation,
} from '@plainbox/state';
import type { ReadContext } from '../context.js';
import { CodecError } from '../errors.js';
import { keysOf } from '../json/map-view.js';
import { toPlainValue } from '../json/plain-values.js';
import type { ResultKind } from '../sections/result-kind.js';
import { type DeviceJson, devicesIn } from './devices.js';
import { checkValue, readField } from './field.js';
import { isJsonMap } from './json-map.js';
import { LogFiles } from './log-files.js';
import { decodeMetadata } from './metadata-json.js';
import { decodeResult } from './result-json.js';
import type { JsonMap, SessionRepresentation } from './session-representation.js';
import { decodeSystemInformation } from './system-information-json.js';

/** What a checkpoint says of one device, without the units that define its jobs: enough for reports, not to go on with. */
export interface DeviceContents {
  readonly metadata: SessionMetadata;
  /** Checksums of the jobs that the checkpoint lists, by id, in the order of the file. */
  readonly jobs: ReadonlyMap<JobId, string>;
  /** The results of each job that has any, oldest first. */
  readonly results: ReadonlyMap<JobId, readonly JobResult[]>;
  readonly desiredJobs: readonly JobId[];
  readonly mandatoryJobs: readonly JobId[];
  readonly systemInformation: SystemInformation;
  /** What applications keep in the session, by the names of their sections: as it is stored, checked by nobody. */
  readonly sections: ReadonlyMap<string, unknown>;
}

/** What a checkpoint says: of the first device, and of those beside it. */
export interface SessionContents extends DeviceContents {
  /** The device that the session itself is about; null stands for the machine that it runs on. */
  readonly device: string | null;
  /** Of the further devices by their names, in their order. */
  readonly furtherDevices: ReadonlyMap<string, DeviceContents>;
}

/** How a checkpoint is inspected. */
export interface InspectContext extends ReadContext {
  /**
   * Is told what can't be decoded, which is then left out; without it, that is an error. The device is the one that it is
   * of; null for the first.
   */
  readonly onProblem?: ((problem: CodecError, device: string | null) => void) | undefined;
}

/** Tells what can't be decoded, where somebody is to be told, and goes on with something else. */
type Attempt = <T>(decode: () => T, otherwise: T) => T;

/** Decodes a representation piece by piece, so that one bad piece costs nothing but itself. */
export function readContents(
  { session, rules }: SessionRepresentation,
  context: InspectContext,
  kinds: readonly ResultKind[],
): SessionContents {
  const logs = new LogFiles(rules, context, new Set());
  const results = { mapPath: (path: string) => logs.resolve(path), kinds };
  const { device, furtherDevices } = devicesIn(session);
  const contentsOf = ({ name, json }: DeviceJson): DeviceContents | undefined => {
    const attempt = attemptFor(name, context);
    const own = attempt(() => checkValue(json, `the device '${name}'`, 'dict'), undefined);
    return own && contentsOfDevice(own, results, attempt);
  };
  return {
    ...contentsOfDevice(session, results, attemptFor(null, context)),
    device,
    furtherDevices: new Map(
      furtherDevices.flatMap((each) => {
        const contents = contentsOf(each);
        return contents ? [[each.name, contents] as const] : [];
      }),
    ),
  };
}

function attemptFor(device: string | null, { onProblem }: InspectContext): Attempt {
  return (decode, otherwise) => {
    try {
      return decode();
    } catch (error) {
      if (onProblem === undefined || !(error instanceof CodecError)) throw error;
      onProblem(error, device);
      return otherwise;
    }
  };
}

function contentsOfDevice(
  session: JsonMap,
  results: Parameters<typeof decodeResult>[1],
  attempt: Attempt,
): DeviceContents {
  const object = (key: string): JsonMap =>
    attempt<JsonMap>(() => readField(session, key, 'dict'), new Map());
  const texts = (key: string, list: () => readonly ExactJson[]): readonly string[] =>
    attempt(list, []).flatMap((item) =>
      attempt<readonly string[]>(() => [checkValue(item, `an item of '${key}'`, 'str')], []),
    );
  const idsOf = (key: string): readonly string[] =>
    texts(key, () => readField(session, key, 'list'));

  const jobs = new Map<JobId, string>();
  for (const [id, checksum] of object('jobs')) {
    attempt(() => jobs.set(id, checkValue(checksum, `the checksum of '${id}'`, 'str')), jobs);
  }
  const histories = new Map<JobId, readonly JobResult[]>();
  const stored = object('results');
  for (const id of keysOf(stored)) {
    const history = attempt<readonly ExactJson[]>(
      // Asked for in here, as what deltas added to may be what can't be added to.
      () => checkValue(stored.get(id), 'the results of', 'list', id),
      [],
    ).flatMap((one) => attempt<readonly JobResult[]>(() => [decodeResult(one, results)], []));
    if (history.length > 0) histories.set(id, history);
  }
  return {
    metadata: attempt(() => {
      const { rejectedJobs, ...fields } = decodeMetadata(session);
      const rejected = texts('rejected_jobs', () => rejectedJobs);
      return new SessionMetadata({ ...fields, rejectedJobs: rejected });
    }, new SessionMetadata()),
    jobs,
    results: histories,
    desiredJobs: idsOf('desired_job_list'),
    mandatoryJobs: idsOf('mandatory_job_list'),
    systemInformation: attempt<SystemInformation>(
      () => decodeSystemInformation(session),
      new Map(),
    ),
    sections: session.has('sections') ? sectionValues(object('sections')) : new Map(),
  };
}

function sectionValues(sections: JsonMap): ReadonlyMap<string, unknown> {
  return new Map(
    [...sections].map(([name, json]) => [
      name,
      isJsonMap(json) ? toPlainValue(json.get('value') ?? null) : undefined,
    ]),
  );
}
