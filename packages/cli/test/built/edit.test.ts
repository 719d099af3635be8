// Title, flags, jobs and comments of a session, changed afterwards.
import { chmod } from 'node:fs/promises';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: one
plugin: shell
command: echo one

id: two
plugin: shell
command: echo two
`;

test('options change what they name, all or nothing', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu', '--title', 'first']);
  const words = ['edit', 'latest', '--title', 'second', '--add-flag', 'submitted'];
  const more = ['--remove-job', 'two', '--comment', 'one=looked at = fine'];
  const dry = await workplace.answer([...words, ...more, '--dry-run']);
  expect(dry).toMatchObject({ dryRun: true, title: 'second' });
  expect(await workplace.refusal([...words, ...more])).toMatchObject({
    error: { code: 'CONFIRMATION_NEEDED' },
  });
  expect((await workplace.answer(['show'])).session.title).toBe('first');

  expect(await workplace.answer([...words, ...more, '--yes'])).toMatchObject({
    title: 'second',
    flags: ['submitted'],
    desiredJobs: ['one'],
    commented: ['one'],
  });
  const { session, jobs } = await workplace.answer(['show']);
  expect(session).toMatchObject({ title: 'second', flags: ['submitted'] });
  expect(jobs[0]).toMatchObject({
    id: 'one',
    attempts: [{ outcome: 'pass' }, { outcome: 'pass', comments: 'looked at = fine' }],
  });

  const refused = await workplace.refusal(['edit', '--title', 'third', '--add-job', 'nope']);
  expect(refused).toMatchObject({
    exit: 2,
    error: { code: 'BAD_EDIT', details: ["desiredJobs: the session has no job 'nope'"] },
  });
  expect((await workplace.answer(['show'])).session.title).toBe('second');
  // Off a terminal there is nobody to type.
  expect((await workplace.refusal(['edit'])).exit).toBe(2);
});

test('in a terminal it asks whether what the options change is meant', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu', '--title', 'first']);
  await using editing = workplace.terminal(['edit', '--title', 'second']);
  await editing.shows('Really edit session');
  editing.type('n\r');
  expect(await editing.ended).toBe(0);
  expect(editing.text).toContain('nothing was changed');
  expect((await workplace.answer(['show'])).session.title).toBe('first');
});

test('in a terminal it opens an editor, until what is left there can be applied', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu', '--title', 'first']);
  // Leaves an unknown job at first, and then what the person who sees that would make of it.
  const editor = await workplace.write(
    'editor.sh',
    `#!/bin/sh
if grep -q '^#!! desiredJobs' "$1"; then sed -i 's/nope/two/' "$1"
else sed -i 's/^title: first/title: by hand/; s/- two/- nope/' "$1"; fi
`,
  );
  await chmod(editor, 0o755);
  const path = { PATH: process.env['PATH'] ?? '' };
  await using editing = workplace.terminal(['edit'], { ...path, VISUAL: editor });
  expect(await editing.ended).toBe(0);
  expect(editing.text).toMatch(/title +by hand/);
  const { session, jobs } = await workplace.answer(['show']);
  expect(session.title).toBe('by hand');
  expect(jobs.map(({ id }: { id: string }) => id)).toEqual(['one', 'two']);

  await using unchanged = workplace.terminal(['edit'], { ...path, EDITOR: 'true' });
  expect(await unchanged.ended).toBe(0);
  expect(unchanged.text).toContain('nothing was changed');
  await using failing = workplace.terminal(['edit'], { ...path, EDITOR: 'false' });
  expect(await failing.ended).toBe(1);
  expect(failing.text).toContain('[EDITOR_FAILED]');
  expect((await workplace.answer(['show'])).session.title).toBe('by hand');
});
