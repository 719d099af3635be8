import type { JobDefinition } from '../../src/index.js';

/** Every pair of jobs that a run list has in the wrong order, or in which the needed one is missing. */
export function constraintViolations(
  jobs: readonly JobDefinition[],
  runList: readonly string[],
): string[] {
  const placeOf = new Map(runList.map((id, place) => [id, place]));
  const violations: string[] = [];
  const expectOrder = (first: string, then: string, mayBeMissing = false): void => {
    const a = placeOf.get(first);
    const b = placeOf.get(then);
    if (a === undefined ? !mayBeMissing : b !== undefined && a > b) {
      violations.push(`${first} before ${then}`);
    }
  };
  for (const job of jobs) {
    if (!placeOf.has(job.id)) continue;
    const needed = [...job.depends, ...job.after, ...(job.resourceProgram?.resourceIds ?? [])];
    for (const id of needed) expectOrder(id, job.id);
    for (const id of job.before) expectOrder(job.id, id, true);
  }
  return violations;
}
