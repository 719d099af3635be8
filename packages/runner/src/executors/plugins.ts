import type { JobDefinition } from '@plainbox/state';

/** Kinds of jobs in which a person has a part. */
const WITH_PERSON: ReadonlySet<string> = new Set([
  'manual',
  'user-verify',
  'user-interact',
  'user-interact-verify',
]);

export function needsPerson({ plugin }: JobDefinition): boolean {
  return plugin !== undefined && WITH_PERSON.has(plugin);
}

/** Whether plainbox knows what such a job is. */
export function isKnownKind(job: JobDefinition): boolean {
  return job.automated || needsPerson(job);
}
