import {
  type InvalidJob,
  type JobDefinition,
  type JobResult,
  MemoryJobResult,
} from '@plainbox/state';
import { isKnownKind } from '../executors/plugins.js';

/** The result of a job that no executor takes: it says why. */
export function resultWithoutRun(job: JobDefinition): JobResult {
  if (!isKnownKind(job)) {
    return new MemoryJobResult({
      outcome: 'crash',
      comments: `The job has the plugin "${job.plugin ?? ''}", and nothing here runs such jobs.`,
    });
  }
  return new MemoryJobResult({ outcome: 'fail', comments: 'The job has no command to run.' });
}

/** The result of a job that a template made from a record without all that it needs. */
export function resultOfInvalidJob(job: InvalidJob): JobResult {
  const text = job.errors.map((error) => error.message).join('\n');
  return new MemoryJobResult({
    outcome: 'fail',
    returnCode: 1,
    ioLog: [{ delay: 0, stream: 'stderr', data: new TextEncoder().encode(text) }],
  });
}
