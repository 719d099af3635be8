import {
  JobDefinition,
  StateError,
  TemplateUnit,
  type Unit,
  unitFromRecord,
} from '@plainbox/state';

/** What a unit is and what it needs, in short. */
export interface UnitSummary {
  /** As the reader of the files named it. */
  readonly file: string;
  /** First and last line, counted from 1. */
  readonly lines: readonly [first: number, last: number];
  /** The kind of unit: `job`, `template`, `category`, … */
  readonly unit: string;
  /** With the namespace; that of the template itself for a template. Null if it has none. */
  readonly id: string | null;
  /** The checksum by which plainbox knows the unit again; null for what is neither job nor template. */
  readonly checksum: string | null;
  /** What the job depends on, or what those of the template will; so are the two below. */
  readonly depends: readonly string[];
  /** Ids of the jobs that must have been run before. */
  readonly after: readonly string[];
  /** The resources that are asked for; that of the template itself comes first. */
  readonly resources: readonly string[];
}

/** Says of any unit what can be read of it. */
export function summarizeUnit(unit: Unit): UnitSummary {
  const { file = '', lines = [1, 1] } = unit.origin ?? {};
  const isTemplate = unit instanceof TemplateUnit;
  const job = isTemplate ? readable(() => jobOf(unit)) : unit;
  const has = job instanceof JobDefinition ? job : undefined;
  const own = isTemplate ? readable(() => unit.resourceId) : undefined;
  const required = readable(() => has?.resourceProgram?.resourceIds) ?? [];
  return {
    file,
    lines,
    unit: kindOf(unit),
    id: idOf(unit),
    checksum: isTemplate || has !== undefined ? unit.checksum : null,
    depends: readable(() => has?.depends) ?? [],
    after: readable(() => has?.after) ?? [],
    resources: [...new Set([...(own === undefined ? [] : [own]), ...required])],
  };
}

/** What a template makes, with the `{names}` still in it. */
function jobOf({ generatedFields, namespace }: TemplateUnit): Unit {
  return unitFromRecord(generatedFields, { namespace });
}

function kindOf(unit: Unit): string {
  const kind = unit.fields.get('unit') ?? 'job';
  return typeof kind === 'string' ? kind : unit.unit;
}

/** Nothing of a unit with Jinja2 can be read, but its id is mostly plain text. */
function idOf(unit: Unit): string | null {
  if (unit instanceof TemplateUnit) return readable(() => unit.templateId) || null;
  const id = readable(() => unit.id) ?? unit.fields.get('id');
  return typeof id === 'string' && id !== '' ? unit.qualify(id) : null;
}

function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}
