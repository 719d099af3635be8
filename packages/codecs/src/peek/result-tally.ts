import type { ExactJson } from '@plainbox/state';
import { MapView } from '../json/map-view.js';
import { isJsonList, isJsonMap } from '../representation/json-map.js';
import type { JsonMap, ResultCounts } from '../representation/session-representation.js';
import { countOutcome } from './outcomes.js';

/**
 * The results of a session, counted as they are taken: what is read from text whenever it is asked for would be read once to
 * be counted and once more to be written.
 */
export class ResultTally extends MapView {
  private readonly histories: JsonMap;
  private outcomes = new Map<string, number>();
  private results = 0;
  private taken = 0;

  constructor(histories: JsonMap) {
    super();
    this.histories = histories;
  }

  get size(): number {
    return this.histories.size;
  }

  get(key: string): ExactJson | undefined {
    const history = this.histories.get(key);
    this.taken += 1;
    if (isJsonList(history) && history.length > 0) {
      this.results += history.length;
      const last = history[history.length - 1];
      if (isJsonMap(last)) countOutcome(this.outcomes, last.get('outcome'), 1);
    }
    return history;
  }

  has(key: string): boolean {
    return this.histories.has(key);
  }

  /** Whoever asks for the keys begins to take the results, and the count begins with it. */
  keys(): MapIterator<string> {
    this.outcomes = new Map();
    this.results = 0;
    this.taken = 0;
    return this.histories.keys();
  }

  /** What was counted; all is taken now if it wasn't taken once. */
  get counts(): ResultCounts {
    if (this.taken !== this.size) for (const key of this.keys()) this.get(key);
    return { results: this.results, outcomes: this.outcomes };
  }
}
