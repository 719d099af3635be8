import {
  type FieldsInput,
  type InhibitorCause,
  JobDefinition,
  type JobId,
  type JobResult,
  MemoryJobResult,
  type Outcome,
  type SessionState,
  TemplateUnit,
} from '../src/index.js';

/** A job that only has what a test is about. */
export function job(id: string, fields: FieldsInput = {}, namespace?: string): JobDefinition {
  return new JobDefinition({ id, plugin: 'shell', command: 'true', ...fields }, { namespace });
}

/** A job whose records others may require. */
export function resourceJob(id: string, namespace?: string): JobDefinition {
  return job(id, { plugin: 'resource' }, namespace);
}

/** A template that makes a job of each record of a resource. */
export function template(resource: string, fields: FieldsInput = {}): TemplateUnit {
  return new TemplateUnit({
    unit: 'template',
    'template-resource': resource,
    id: 'check/{name}',
    plugin: 'shell',
    command: 'check {name}',
    summary: 'Check {name}',
    ...fields,
  });
}

/** A result with an outcome alone. */
export function result(outcome: Outcome): JobResult {
  return new MemoryJobResult({ outcome });
}

/** A passed result that printed lines, each in a record of its own. */
export function printed(...lines: readonly string[]): JobResult {
  const ioLog = lines.map(
    (line) =>
      ({ delay: 0, stream: 'stdout', data: new TextEncoder().encode(`${line}\n`) }) as const,
  );
  return new MemoryJobResult({ outcome: 'pass', ioLog });
}

/** Why a job can't start: each cause with the job that it is about. */
export function reasons(state: SessionState, id: JobId): [InhibitorCause, JobId | undefined][] {
  const inhibitors = state.jobs.get(id)?.readinessInhibitors ?? [];
  return inhibitors.map(({ cause, relatedJobId }) => [cause, relatedJobId]);
}

/** The ids of jobs. */
export function ids(jobs: readonly JobDefinition[]): JobId[] {
  return jobs.map(({ id }) => id);
}
