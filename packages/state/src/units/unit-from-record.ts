import { type FieldsInput, toFieldMap } from './field-values.js';
import { JobDefinition } from './job-definition.js';
import { SetupJob } from './setup-job.js';
import { TemplateUnit } from './template-unit.js';
import { Unit, type UnitOptions } from './unit.js';

const CLASSES: ReadonlyMap<unknown, typeof Unit> = new Map<unknown, typeof Unit>([
  [undefined, JobDefinition],
  ['job', JobDefinition],
  ['setup_job', SetupJob],
  ['template', TemplateUnit],
]);

/** Makes a unit of the class that its field `unit` names; a job, if it names none. */
export function unitFromRecord(fields: FieldsInput, options?: UnitOptions): Unit {
  const map = toFieldMap(fields);
  const Kind = CLASSES.get(map.get('unit') ?? undefined) ?? Unit;
  return new Kind(map, options);
}
