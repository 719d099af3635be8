import type { JobId } from '../../job-id.js';
import { Family } from '../../siblings/family.js';
import { suspendJobsToPrecede } from '../../siblings/siblings.js';
import { JobDefinition } from '../../units/job-definition.js';
import { readable } from '../../units/readable.js';
import { TemplateUnit } from '../../units/template-unit.js';
import type { Unit } from '../../units/unit.js';
import { unitFromRecord } from '../../units/unit-from-record.js';
import { IdShape } from './id-shape.js';
import { ShapeIndex } from './shape-index.js';

/** A job as a session would have it: one that a unit defines, or one of its siblings. */
export interface JobInView {
  readonly job: JobDefinition;
  /** The unit that defines it. */
  readonly unit: JobDefinition;
  /** The field that asks for it, if it is a sibling. */
  readonly askedBy: 'siblings' | 'flags' | undefined;
}

/** Units as they see each other: the jobs with their siblings, and what the templates are going to make. */
export class UnitsInView {
  readonly units: readonly Unit[];
  /** All jobs that can be read, those with an id that is taken among them. */
  readonly jobs: readonly JobInView[];
  readonly templates: readonly TemplateUnit[];
  readonly jobsById: ReadonlyMap<JobId, JobInView>;
  /** The suspend jobs that jobs have to precede for the sake of their siblings. */
  readonly extraBefore: ReadonlyMap<JobId, readonly JobId[]>;
  readonly #namespaces: ReadonlySet<string>;
  readonly #templateIds: ReadonlySet<string>;
  readonly #shapes: ShapeIndex;
  /** Ids of units that nothing more can be read of, and of templates whose jobs all have one id. */
  readonly #otherIds: ReadonlySet<string>;
  readonly #plans: ReadonlySet<string>;

  constructor(units: Iterable<Unit>) {
    this.units = [...units];
    const readable = this.units.filter(isSupported);
    const extraBefore = new Map<JobId, readonly JobId[]>();
    const defined = readable.filter((unit) => unit instanceof JobDefinition);
    const siblings = defined.flatMap((unit) => siblingsInView(unit, extraBefore));
    this.jobs = [...defined.map((unit) => ({ job: unit, unit, askedBy: undefined })), ...siblings];
    this.extraBefore = extraBefore;
    this.templates = readable.filter((unit) => unit instanceof TemplateUnit);
    const jobsById = new Map<JobId, JobInView>();
    for (const each of this.jobs) if (!jobsById.has(each.job.id)) jobsById.set(each.job.id, each);
    this.jobsById = jobsById;
    const allTemplates = this.units.filter((unit) => unit instanceof TemplateUnit);
    this.#templateIds = new Set(allTemplates.flatMap((unit) => [unit.templateId, unit.id]));
    this.#shapes = new ShapeIndex(allTemplates.flatMap((unit) => IdShape.of(unit.id) ?? []));
    const unreadable = this.units.filter((unit) => !isSupported(unit));
    this.#otherIds = new Set([...unreadable, ...allTemplates].map(idOf));
    this.#plans = new Set(this.units.filter(({ unit }) => unit === 'test plan').map(idOf));
    this.#namespaces = new Set(this.units.flatMap(({ namespace }) => namespace ?? []));
  }

  /** Whether a job of that id is there, or may be made by a template. */
  hasJob(id: string): boolean {
    if (this.jobsById.has(id) || this.#otherIds.has(id)) return true;
    if (this.#shapes.fitsAny(id)) return true;
    const shape = IdShape.of(id);
    return shape !== undefined && this.#shapes.isFitted(shape, this.jobsById.keys());
  }

  /** Whether a test plan can choose something by that id: a job, or the template that makes it. */
  hasChoice(id: string): boolean {
    return this.hasJob(id) || this.#templateIds.has(id);
  }

  hasPlan(id: string): boolean {
    return this.#plans.has(id);
  }

  /** Whether the id belongs to others, whose units are not here. */
  isForeign(id: string): boolean {
    const separator = id.indexOf('::');
    return separator !== -1 && !this.#namespaces.has(id.slice(0, separator));
  }
}

/** The id of a unit, also of one that nothing more can be read of. */
export function idOf(unit: Unit): string {
  if (isSupported(unit) || unit instanceof TemplateUnit) return unit.id;
  const id = unit.fields.get('id');
  return typeof id === 'string' ? unit.qualify(id) : '';
}

/** The ids in a field of a job; none where it can't be read, which `checkUnit` reports. */
export function idsIn(
  field: 'depends' | 'after' | 'before' | 'salvages',
  job: JobDefinition,
): readonly JobId[] {
  return readable(() => job[field]) ?? [];
}

/** What a template makes, with the `{names}` still in it; undefined if that is no job. */
export function jobOfTemplate(template: TemplateUnit): JobDefinition | undefined {
  const { generatedFields, namespace } = template;
  const unit = unitFromRecord(generatedFields, { namespace });
  return unit instanceof JobDefinition ? unit : undefined;
}

function isSupported(unit: Unit): boolean {
  return readable(() => unit.assertSupported() ?? true) ?? false;
}

/** The siblings of a unit, as far as they can be read; `checkUnit` reports the rest. */
function siblingsInView(
  unit: JobDefinition,
  extraBefore: Map<JobId, readonly JobId[]>,
): readonly JobInView[] {
  const family = new Family(unit);
  const below = (job: JobDefinition, generation: number): readonly JobInView[] => {
    const siblings = readable(() => family.siblingsOf(job, generation)) ?? [];
    const precede = suspendJobsToPrecede(job, siblings);
    if (precede.length > 0) extraBefore.set(job.id, precede);
    const explicit = siblings.length === 0 ? 0 : job.siblings.length;
    return siblings.flatMap((sibling, at): readonly JobInView[] => [
      { job: sibling, unit, askedBy: at < explicit ? 'siblings' : 'flags' },
      ...below(sibling, generation + 1),
    ]);
  };
  return below(unit, 0);
}
