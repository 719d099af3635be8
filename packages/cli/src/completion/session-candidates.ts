import type { Invocation } from '../invocation.js';
import { formatRelativeTime } from '../output/relative-time.js';
import { inspectSession } from '../sessions/inspect-session.js';
import { Place, type PlaceOptions } from '../sessions/place.js';
import { findSession } from '../sessions/session-reference.js';
import type { Candidate } from './candidate.js';

/** The sessions of a place, youngest first. */
export async function sessionCandidates(
  options: PlaceOptions,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  await using place = Place.of(invocation, options);
  const candidates: Candidate[] = [{ value: 'latest', description: 'the youngest session' }];
  for await (const { id, modifiedAt } of place.repository.list()) {
    const description = modifiedAt === undefined ? '' : formatRelativeTime(modifiedAt);
    candidates.push({ value: id, description });
  }
  return candidates;
}

/** The jobs of a session. */
export async function jobCandidates(
  reference: string,
  options: PlaceOptions,
  invocation: Invocation,
): Promise<readonly Candidate[]> {
  await using session = await findSession(invocation, reference, options);
  await using storage = await session.openToRead();
  const { contents } = await inspectSession(storage);
  const { desiredJobs, jobs, results } = contents;
  return [...new Set([...desiredJobs, ...jobs.keys(), ...results.keys()])].map((id) => ({
    value: id,
    description: results.get(id)?.at(-1)?.outcome ?? 'not run',
  }));
}
