import { JobDefinition } from '../../units/job-definition.js';
import { TemplateUnit } from '../../units/template-unit.js';
import type { Unit } from '../../units/unit.js';
import type { RelationIssue } from './relation-issue.js';
import { idOf, type JobInView, type UnitsInView } from './units-in-view.js';

/** Ids that are given twice. Jobs have theirs in common, and so has each other kind of unit. */
export function checkDuplicates(view: UnitsInView): readonly RelationIssue[] {
  return [...duplicateUnits(view.units), ...duplicateSiblings(view)];
}

/** Also of two units that are the same: a session would take them for one, but nobody writes that on purpose. */
function duplicateUnits(units: readonly Unit[]): RelationIssue[] {
  const firsts = new Map<string, Unit>();
  return units.flatMap((unit) => {
    const id = unit instanceof TemplateUnit ? unit.templateId : idOf(unit);
    if (id === '') return [];
    const key = JSON.stringify([unit instanceof JobDefinition ? 'job' : unit.unit, id]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, unit);
    return first === undefined ? [] : [duplicate(unit, fieldOf(unit), id, first)];
  });
}

/** A sibling that is the same as a job that is there is that job. */
function duplicateSiblings({ jobs, jobsById }: UnitsInView): RelationIssue[] {
  return jobs.flatMap(({ job, unit, askedBy }) => {
    const first = jobsById.get(job.id) as JobInView;
    if (askedBy === undefined || first.job.equals(job)) return [];
    return [duplicate(unit, askedBy, job.id, first.unit)];
  });
}

function duplicate(unit: Unit, field: string, id: string, first: Unit): RelationIssue {
  const { file, lines } = first.origin ?? {};
  const place = file === undefined ? '' : `, at ${file}:${lines?.[0] ?? 1}`;
  return {
    unit,
    severity: 'error',
    code: 'DUPLICATE_ID',
    field,
    message: `the id '${id}' is taken already${place}`,
    hint: 'rename one of the two, or take it away',
  };
}

function fieldOf(unit: Unit): string {
  const fields = unit instanceof TemplateUnit ? ['template-id', 'id'] : ['id', 'name'];
  return fields.find((field) => unit.fields.has(field)) ?? 'id';
}
