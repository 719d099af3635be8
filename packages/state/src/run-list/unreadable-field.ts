import { MissingParameterError } from '../templates/errors.js';
import { ImportsError } from '../units/errors.js';
import type { JobDefinition } from '../units/job-definition.js';
import { SetupJob } from '../units/setup-job.js';

/** What decides whether and when a job runs, by field. */
const READERS: readonly (readonly [field: string, read: (job: JobDefinition) => unknown])[] = [
  ['depends', (job) => job.depends],
  ['requires', (job) => job.resourceProgram],
  ['after', (job) => job.after],
  ['before', (job) => job.before],
  ['salvages', (job) => job.salvages],
  ['requires_manifest', (job) => job instanceof SetupJob && job.requiresManifest],
];

/**
 * Reads what decides whether and when a job runs, besides what it needs. Of a job that was made from a template, reads
 * all of its fields: whatever can't be filled in could only fail later.
 *
 * @throws StateError when one can't be read.
 */
export function assertReadable(job: JobDefinition): void {
  // Jobs keep these: reading them here makes reading them later safe.
  void job.before;
  void job.salvages;
  if (job instanceof SetupJob) void job.requiresManifest;
  job.assertFilledIn();
}

/** The field that keeps a job from being read. */
export function unreadableField(job: JobDefinition): string | undefined {
  const fields = [...job.fields.keys()].map((field) => [field, () => job.value(field)] as const);
  for (const [field, read] of [...READERS, ...fields]) {
    try {
      read(job);
    } catch (error) {
      // A program is read together with its imports.
      if (error instanceof ImportsError) return 'imports';
      return error instanceof MissingParameterError ? error.field : field;
    }
  }
  return undefined;
}
