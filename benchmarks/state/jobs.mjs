// The jobs of all measurements here: one to three dependencies each, one in twenty with a `requires`.
import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import { seededRandom } from '../harness/random.mjs';

/** The same jobs in every run: what differs between runs shall be the machine alone. */
const SEED = 20;
const JOBS_PER_RESOURCE = 100;
const JOBS_PER_REQUIREMENT = 20;
const MAX_DEPENDENCIES = 3;

const pad = (index) => String(index).padStart(6, '0');
const isResource = (index) => index % JOBS_PER_RESOURCE === 0;
// Joined, as a text that was read from a file is in one piece too.
const testId = (index) => ['suite/job-', pad(index)].join('');
const resourceId = (index) => ['resource_', index].join('');
const idOf = (index) => (isResource(index) ? resourceId(index) : testId(index));

/** Jobs that need any of those before them; every hundredth gives the records that others require. */
export function makeJobs(size) {
  const random = seededRandom(SEED);
  const below = (limit) => Math.floor(random.next() * limit);
  return Array.from({ length: size }, (_, index) => {
    if (isResource(index)) return makeJob(index, { id: resourceId(index), plugin: 'resource' });
    const wanted = Math.min(1 + below(MAX_DEPENDENCIES), index);
    const needed = new Set();
    while (needed.size < wanted) needed.add(idOf(below(index)));
    const fields = { depends: [...needed].join(' ') };
    if (index % JOBS_PER_REQUIREMENT === 1) {
      const resource = JOBS_PER_RESOURCE * below(Math.ceil(index / JOBS_PER_RESOURCE));
      fields.requires = `${resourceId(resource)}.present == 'yes'`;
    }
    return makeJob(index, fields);
  });
}

/** Jobs each of which needs the one before it in the list, or else the one after it. */
export function makeChain(size, towards) {
  const step = towards === 'front' ? -1 : 1;
  return Array.from({ length: size }, (_, index) => {
    const needed = index + step;
    return makeJob(index, needed >= 0 && needed < size ? { depends: testId(needed) } : {});
  });
}

function makeJob(index, fields) {
  return new JobDefinition({
    id: testId(index),
    plugin: 'shell',
    command: `check --number ${index}`,
    summary: `Check number ${index}`,
    ...fields,
  });
}

const RECORD = { delay: 0.001, stream: 'stdout', data: Buffer.from('present: yes\n') };

/** A passed result that differs from all others; of a resource job with what the others require. */
export function makeResult({ plugin }, index) {
  return new MemoryJobResult({
    outcome: 'pass',
    returnCode: 0,
    executionDuration: index + 0.5,
    ioLog: plugin === 'resource' ? [RECORD] : null,
  });
}
