import { type ExactJson, SessionMetadata } from '@plainbox/state';
import type { DeltaChange } from '../deltas/delta-json.js';
import { CorruptedSessionError } from '../errors.js';
import { checkValue, readField } from '../representation/field.js';
import { isJsonMap, withKey } from '../representation/json-map.js';
import { decodeMetadata } from '../representation/metadata-json.js';
import type { JsonMap, ResultCounts } from '../representation/session-representation.js';
import { countOutcome } from './outcomes.js';
import { ResultTally } from './result-tally.js';
import type { SessionPeek } from './session-peek.js';

/** A {@link SessionPeek} that isn't checked yet, and follows deltas. */
export class Summary {
  readonly version: string | number;
  private readonly outcomes: Map<string, number>;
  private session: JsonMap;
  /** To set keys of in place: copying at each change would cost the square. */
  private ownMetadata: Map<string, ExactJson> | undefined;
  private jobs: number;
  private results: number;

  private constructor(
    version: string | number,
    session: JsonMap,
    jobs: number,
    results: number,
    outcomes: Map<string, number>,
  ) {
    this.version = version;
    this.session = session;
    this.jobs = jobs;
    this.results = results;
    this.outcomes = outcomes;
  }

  /** Of a `session` object, of which only the metadata have to be there. What was counted already isn't read. */
  static of(version: string | number, session: JsonMap, counted?: ResultCounts): Summary {
    const jobs = session.get('jobs');
    const { results, outcomes } = counted ?? countResults(session.get('results'));
    const size = isJsonMap(jobs) ? jobs.size : 0;
    return new Summary(version, session, size, results, new Map(outcomes));
  }

  /** As {@link toJson} gave it. */
  static fromJson(json: ExactJson): Summary {
    const summary = checkValue(json, 'a summary', 'dict');
    const version = summary.get('version');
    if (typeof version !== 'string' && typeof version !== 'number') {
      throw new CorruptedSessionError('a summary has no version');
    }
    const outcomes = new Map<string, number>();
    for (const [outcome, jobs] of readField(summary, 'outcomes', 'dict')) {
      outcomes.set(outcome, Number(checkValue(jobs, 'a count', 'int')));
    }
    const jobs = Number(readField(summary, 'jobs', 'int'));
    return new Summary(
      version,
      summary,
      jobs,
      Number(readField(summary, 'results', 'int')),
      outcomes,
    );
  }

  toJson(): ExactJson {
    return new Map<string, ExactJson>([
      ['jobs', this.jobs],
      ['metadata', this.session.get('metadata') ?? null],
      ['outcomes', this.outcomes],
      ['results', this.results],
      ['version', this.version],
    ]);
  }

  /** Takes in a change; false if that takes more than a summary knows. */
  apply(change: DeltaChange): boolean {
    switch (change.kind) {
      case 'result':
        this.results += 1;
        if (change.before !== undefined) countOutcome(this.outcomes, change.before, -1);
        countOutcome(this.outcomes, change.result.get('outcome'), 1);
        return true;
      case 'metadata':
        this.mergeMetadata(change.values);
        return true;
      case 'listed':
        this.jobs = change.all ? change.values.size : this.jobs + change.values.size;
        return true;
      case 'unlisted':
        this.jobs -= change.ids.length;
        return true;
      case 'removed':
        return false;
      default:
        return true;
    }
  }

  private mergeMetadata(values: JsonMap): void {
    const metadata = this.ownMetadata ?? new Map(readField(this.session, 'metadata', 'dict'));
    for (const [key, value] of values) metadata.set(key, value);
    if (this.ownMetadata !== undefined) return;
    this.ownMetadata = metadata;
    this.session = withKey(this.session, 'metadata', metadata);
  }

  /** Checks the metadata, but for the keys that peeking leaves out. */
  peek(notPeeked: readonly string[] = []): SessionPeek {
    const metadata = readField(this.session, 'metadata', 'dict');
    const seen = notPeeked.reduce<JsonMap>((map, key) => withKey(map, key, null), metadata);
    const { rejectedJobs, ...fields } = decodeMetadata(withKey(this.session, 'metadata', seen));
    return {
      version: this.version,
      // As in plainbox they are not checked before the jobs are restored.
      metadata: new SessionMetadata({ ...fields, rejectedJobs: rejectedJobs as readonly string[] }),
      counts: { jobs: this.jobs, results: this.results, outcomes: this.outcomes },
    };
  }
}

function countResults(histories: ExactJson | undefined): ResultCounts {
  return new ResultTally(isJsonMap(histories) ? histories : new Map()).counts;
}
