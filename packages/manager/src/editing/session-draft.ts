import { type JobId, JobResultBuilder, type SessionState } from '@plainbox/state';
import { DraftError } from '../errors.js';

/** What people may change of a session by hand. */
export interface SessionDraft {
  readonly title: string | null;
  readonly flags: readonly string[];
  readonly desiredJobs: readonly JobId[];
  /** Of the last result of each job that has one. */
  readonly comments: Readonly<Record<JobId, string>>;
}

/** The session as it is, to be changed and handed to {@link applyDraft}. */
export function draftOf({ metadata, desiredJobs, jobs }: SessionState): SessionDraft {
  const comments: [JobId, string][] = [];
  for (const [id, { resultHistory }] of jobs) {
    const last = resultHistory.at(-1);
    if (last !== undefined) comments.push([id, last.comments ?? '']);
  }
  return {
    title: metadata.title,
    flags: [...metadata.flags].sort(),
    desiredJobs: desiredJobs.map(({ id }) => id),
    comments: Object.fromEntries(comments),
  };
}

/** What would be wrong with a draft in this session; nothing: it can be applied. */
export function faultsOfDraft(draft: SessionDraft, { jobs }: SessionState): readonly string[] {
  const unknown = draft.desiredJobs.filter((id) => !jobs.has(id));
  const withoutResult = Object.keys(draft.comments).filter(
    (id) => (jobs.get(id)?.resultHistory.length ?? 0) === 0,
  );
  return [
    ...unknown.map((id) => `desiredJobs: the session has no job '${id}'`),
    ...withoutResult.map(
      (id) => `comments: job '${id}' has no result that a comment could be about`,
    ),
    ...draft.flags.filter((flag) => flag.trim() === '').map(() => 'flags: a flag has a name'),
  ];
}

/**
 * Puts a draft into the session, and tells which jobs got another comment. Results never change: a
 * comment is a new attempt that says the rest of what the last one said.
 *
 * Durable with the next checkpoint.
 *
 * @throws DraftError before anything is changed, if something is wrong with the draft.
 */
export function applyDraft(draft: SessionDraft, state: SessionState): readonly JobId[] {
  const faults = faultsOfDraft(draft, state);
  if (faults.length > 0) throw new DraftError(faults);
  const before = draftOf(state);
  const { title, flags } = draft;
  state.updateMetadata({ title, flags });
  if (draft.desiredJobs.join('\n') !== before.desiredJobs.join('\n')) {
    state.updateDesiredJobs(draft.desiredJobs);
  }
  const commented = Object.entries(draft.comments).filter(
    ([id, comment]) => comment !== before.comments[id],
  );
  for (const [id, comment] of commented) {
    const last = state.jobs.get(id)?.resultHistory.at(-1);
    if (last === undefined) continue;
    const builder = JobResultBuilder.from(last);
    builder.comments = comment;
    state.updateJobResult(id, builder.build());
  }
  return commented.map(([id]) => id);
}
