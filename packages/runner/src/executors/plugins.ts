import type { JobDefinition } from '@plainbox/state';

/** What a person has to do with the jobs of a plugin. */
export interface PersonsPart {
  /** Something is to be done before the command runs. */
  readonly starts: boolean;
  /** Somebody has to judge what the command did. */
  readonly verifies: boolean;
}

const WITH_PERSON: ReadonlyMap<string, PersonsPart> = new Map([
  ['user-interact', { starts: true, verifies: false }],
  ['user-verify', { starts: false, verifies: true }],
  ['user-interact-verify', { starts: true, verifies: true }],
]);

/** What a person has to do with a job that has a command; `undefined` for nothing. */
export function personsPart({
  plugin = '',
}: {
  readonly plugin?: string | undefined;
}): PersonsPart | undefined {
  return WITH_PERSON.get(plugin);
}

/** Whether plainbox knows what such a job is. */
export function isKnownKind(job: JobDefinition): boolean {
  return job.automated || job.plugin === 'manual' || personsPart(job) !== undefined;
}
