import type { JobOverrides } from '../session/job-overrides.js';
import { templateIdOf } from '../test-plans/id-pattern.js';
import type { PatternOverrides, TestPlan } from '../test-plans/test-plan.js';
import type { JobDefinition } from '../units/job-definition.js';

interface Ranked extends PatternOverrides {
  readonly rank: number;
}

/** What test plans override in which jobs. Of several that concern a job the later ones win. */
export class OverrideMap {
  readonly #byId: Map<string, Ranked[]> = new Map();
  /** Those that have to be tried on each job. */
  readonly #expressions: Ranked[] = [];

  constructor(plans: readonly TestPlan[]) {
    // Lists of one pattern are joined where the pattern came first, as in a map.
    const byPattern = new Map<string, PatternOverrides[]>();
    for (const each of plans.flatMap(({ overrides }) => overrides)) {
      const others = byPattern.get(each.pattern.text);
      if (others) others.push(each);
      else byPattern.set(each.pattern.text, [each]);
    }
    for (const [rank, each] of [...byPattern.values()].flat().entries()) {
      this.#add({ ...each, rank });
    }
  }

  /** What is overridden in a job; nothing, if that is nothing. */
  overridesOf(job: JobDefinition): JobOverrides | undefined {
    const templateId = templateIdOf(job);
    const matching = new Set([
      ...(this.#byId.get(job.id) ?? []),
      ...((templateId !== undefined && this.#byId.get(templateId)) || []),
      ...this.#expressions.filter(({ pattern }) => pattern.matches(job)),
    ]);
    if (matching.size === 0) return undefined;
    const ordered = [...matching].sort((a, b) => a.rank - b.rank);
    return Object.fromEntries(ordered.flatMap(({ overrides }) => Object.entries(overrides)));
  }

  #add(entry: Ranked): void {
    const id = entry.pattern.plainId;
    if (id === undefined) {
      this.#expressions.push(entry);
      return;
    }
    const others = this.#byId.get(id);
    if (others) others.push(entry);
    else this.#byId.set(id, [entry]);
  }
}
