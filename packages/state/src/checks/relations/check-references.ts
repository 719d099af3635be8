import type { ExactJson } from '../../exact-json/exact-json.js';
import { isExactList } from '../../exact-json/exact-json.js';
import type { Qualifier } from '../../test-plans/qualifier.js';
import { testPlanFromUnit } from '../../test-plans/test-plan-unit.js';
import type { JobDefinition } from '../../units/job-definition.js';
import { readable } from '../../units/readable.js';
import { Unit } from '../../units/unit.js';
import { parseWordList } from '../../units/word-list.js';
import { nearestName } from '../nearest-name.js';
import type { RelationIssue } from './relation-issue.js';
import { idsIn, jobOfTemplate, type UnitsInView } from './units-in-view.js';

/** What units name that is not there, and what is there but not what it is named for. */
export interface References {
  readonly issues: readonly RelationIssue[];
  /** Ids of namespaces whose units are not here, so that nobody can say whether they exist. */
  readonly foreign: ReadonlySet<string>;
}

/** Looks up every id that a unit names. */
export function checkReferences(view: UnitsInView): References {
  const check = new ReferenceCheck(view);
  for (const { job, unit, askedBy } of view.jobs) {
    if (askedBy === undefined) check.job(job, unit);
    if (askedBy === 'siblings') check.sibling(job, unit);
  }
  for (const template of view.templates) {
    check.resources('template-resource', template, readable(() => template.resourceId) ?? []);
    const job = readable(() => jobOfTemplate(template));
    if (job !== undefined) check.job(job, template);
  }
  for (const unit of view.units) if (unit.unit === 'test plan') check.plan(unit);
  return check;
}

/** The more is missing, the less likely is a slip of the pen, and each suggestion costs a look at all ids. */
const MAX_SUGGESTIONS = 100;

const ID_LISTS = ['depends', 'after', 'before', 'salvages'] as const;

const SECTIONS = [
  'bootstrap_include',
  'mandatory_include',
  'setup_include',
  'include',
  'exclude',
] as const;

class ReferenceCheck implements References {
  readonly issues: RelationIssue[] = [];
  readonly foreign = new Set<string>();
  readonly #view: UnitsInView;
  #suggestions = 0;

  constructor(view: UnitsInView) {
    this.#view = view;
  }

  job(job: JobDefinition, unit: Unit): void {
    for (const field of ID_LISTS) this.#jobs(field, unit, idsIn(field, job));
    this.resources('requires', unit, resourcesOf(job));
  }

  /** A sibling repeats what its unit says already, except for its own fields. */
  sibling(job: JobDefinition, unit: JobDefinition): void {
    for (const field of ID_LISTS) {
      const shared = idsIn(field, unit);
      const own = idsIn(field, job).filter((id) => !shared.includes(id));
      this.#jobs('siblings', unit, own);
    }
    const shared = resourcesOf(unit);
    this.resources(
      'siblings',
      unit,
      resourcesOf(job).filter((id) => !shared.includes(id)),
    );
  }

  resources(field: string, unit: Unit, ids: string | readonly string[]): void {
    for (const id of typeof ids === 'string' ? [ids] : ids) {
      if (!this.#isThere(id, (known) => this.#view.hasJob(known))) {
        this.#missing(unit, field, id);
        continue;
      }
      const plugin = this.#view.jobsById.get(id)?.job.plugin;
      if (plugin !== undefined && plugin !== 'resource') this.#notAResource(unit, field, id);
    }
  }

  plan(plan: Unit): void {
    for (const field of SECTIONS) {
      for (const id of plainIds(plan, field)) {
        if (!this.#isThere(id, (known) => this.#view.hasChoice(known)))
          this.#missing(plan, field, id);
      }
    }
    const field = 'nested_part';
    for (const id of words(plan.fields.get(field)).map((word) => plan.qualify(word))) {
      if (!this.#isThere(id, (known) => this.#view.hasPlan(known)))
        this.#report(plan, field, `there is no test plan '${id}'`, 'define it, or take it away');
    }
  }

  #jobs(field: string, unit: Unit, ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.#isThere(id, (known) => this.#view.hasJob(known))) this.#missing(unit, field, id);
    }
  }

  #isThere(id: string, has: (id: string) => boolean): boolean {
    if (has(id)) return true;
    if (!this.#view.isForeign(id)) return false;
    this.foreign.add(id);
    return true;
  }

  #missing(unit: Unit, field: string, id: string): void {
    const nearest = this.#nearest(unit, id);
    const hint =
      nearest === undefined ? 'define it, or take it away' : `did you mean '${nearest}'?`;
    this.#report(unit, field, `there is no job '${id}'`, hint);
  }

  /** As the unit would write it; what ids have in common must not make them near. */
  #nearest(unit: Unit, id: string): string | undefined {
    if (this.#suggestions++ >= MAX_SUGGESTIONS) return undefined;
    const ids = [...this.#view.jobsById.keys()].map((known) => withoutNamespace(known, unit));
    return nearestName(withoutNamespace(id, unit), ids);
  }

  #notAResource(unit: Unit, field: string, id: string): void {
    this.issues.push({
      unit,
      severity: 'error',
      code: 'NOT_A_RESOURCE',
      field,
      message: `the job '${id}' gives no records`,
      hint: "name a job of plugin 'resource'",
    });
  }

  #report(unit: Unit, field: string, message: string, hint: string): void {
    const code = 'MISSING_DEPENDENCY';
    this.issues.push({ unit, severity: 'error', code, field, message, hint });
  }
}

function resourcesOf(job: JobDefinition): readonly string[] {
  return readable(() => job.resourceProgram?.resourceIds) ?? [];
}

/** The ids that a section of a plan names; those that are patterns choose what there is. */
function plainIds(plan: Unit, field: string): readonly string[] {
  const value = plan.fields.get(field);
  const lines = isExactList(value) ? value : [value];
  if (value === undefined || !lines.every((line) => typeof line === 'string')) return [];
  const section = new Unit(new Map([['include', value]]), { namespace: plan.namespace });
  const chosen = readable((): readonly Qualifier[] => testPlanFromUnit(section).include) ?? [];
  return chosen.flatMap(({ onlyId }) => onlyId ?? []);
}

function words(value: ExactJson | undefined): readonly string[] {
  if (isExactList(value)) return value.filter((item) => typeof item === 'string');
  return typeof value === 'string' ? parseWordList(value) : [];
}

/** An id as the unit would write it. */
function withoutNamespace(id: string, { namespace }: Unit): string {
  return namespace !== undefined && id.startsWith(`${namespace}::`)
    ? id.slice(namespace.length + 2)
    : id;
}
