import { createHash } from 'node:crypto';
import { slugify } from '@plainbox/storage';

/** Leaves room for the hash, the attempt and `.record.gz` in the 255 bytes of a file name. */
const LONGEST_SLUG = 200;

/**
 * The name that the logs of one attempt share: `S` of `S.record.gz`, `S.stdout`, `S.stderr`.
 * It is the job id as a slug. Where that can't be told from the slug of another id, or the job runs on another
 * device than this machine, a hash follows; later attempts have their number, so that none overwrites the one before.
 * `~` never occurs in a slug, and `t` is no hex digit: no two attempts of any two jobs share a name.
 */
export function attemptName(jobId: string, attempt: number, device: string | null = null): string {
  const slug = slugify(jobId);
  const exact = device === null && slug === jobId && slug.length <= LONGEST_SLUG;
  const hashed = device === null ? jobId : JSON.stringify([device, jobId]);
  const base = exact ? slug : `${slug.slice(0, LONGEST_SLUG)}~${shortHash(hashed)}`;
  return attempt === 1 ? base : `${base}~try${attempt}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
