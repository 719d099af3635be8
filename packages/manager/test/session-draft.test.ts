// What people may change of a session by hand.
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { expect, test } from 'vitest';
import { applyDraft, draftOf, faultsOfDraft } from '../src/index.js';

function sessionOf(...ids: readonly string[]): SessionState {
  const state = new SessionState(
    ids.map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' })),
  );
  state.updateDesiredJobs([...ids]);
  state.updateMetadata({ title: 'nightly', flags: ['submitted', 'incomplete'] });
  return state;
}

test('a draft says title, flags, desired jobs, and comments on the last results', () => {
  const state = sessionOf('a', 'b');
  state.updateJobResult('a', new MemoryJobResult({ outcome: 'fail', comments: 'first' }));
  state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass', comments: 'second' }));
  expect(draftOf(state)).toEqual({
    title: 'nightly',
    flags: ['incomplete', 'submitted'],
    desiredJobs: ['a', 'b'],
    comments: { a: 'second' },
  });
});

test('a draft that says what is changes nothing', () => {
  const state = sessionOf('a');
  state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
  expect(applyDraft(draftOf(state), state)).toEqual([]);
  expect(state.jobs.get('a')?.resultHistory).toHaveLength(1);
});

test('another comment is a new attempt that says the rest of what the last one said', () => {
  const state = sessionOf('a', 'b');
  const result = new MemoryJobResult({ outcome: 'fail', returnCode: 3, executionDuration: 1.5 });
  state.updateJobResult('a', result);
  const draft = draftOf(state);
  const changed = { ...draft, title: null, desiredJobs: ['b'], comments: { a: 'a known flaw' } };
  expect(applyDraft(changed, state)).toEqual(['a']);
  expect(draftOf(state)).toEqual(changed);
  const history = state.jobs.get('a')?.resultHistory ?? [];
  expect(history).toHaveLength(2);
  expect(history[0]).toBe(result);
  expect(history[1]).toMatchObject({
    outcome: 'fail',
    returnCode: 3,
    executionDuration: 1.5,
    comments: 'a known flaw',
  });
});

test('a draft is applied whole or not at all, and each fault is told', () => {
  const state = sessionOf('a');
  const draft = {
    title: 'other',
    flags: [' '],
    desiredJobs: ['a', 'nope'],
    comments: { a: 'without a result' },
  };
  const faults = [
    "desiredJobs: the session has no job 'nope'",
    "comments: job 'a' has no result that a comment could be about",
    'flags: a flag has a name',
  ];
  expect(faultsOfDraft(draft, state)).toEqual(faults);
  expect(() => applyDraft(draft, state)).toThrow(
    expect.objectContaining({ code: 'BAD_EDIT', faults }),
  );
  expect(state.metadata.title).toBe('nightly');
});
