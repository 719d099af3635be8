import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: look
plugin: manual
summary: the case
purpose: Look at the case.
steps: Turn it round.

id: listen
plugin: user-verify
summary: the speaker
command: echo beep; echo played >> played
verification: Did it beep?

id: last
plugin: shell
command: true
`;
const DOWN = '\x1b[B';
const ENTER = '\r';
const CTRL_C = '\x03';

test('off a terminal nobody is asked: the jobs of people wait, the others run, exit 10', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  const run = await workplace.plainbox(['run', 'jobs.pxu', '--jsonl']);
  expect(run.code).toBe(10);
  expect(run.stdout).toContain('{"event":"job-left","job":"look"');
  expect(run.stdout).toContain('"status":"waiting"');
  // And it stays so, without the command of the other job being run again.
  expect((await workplace.plainbox(['resume'])).code).toBe(10);
  const { jobs } = await workplace.answer(['show']);
  expect(jobs.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    null,
    'undecided',
    'pass',
  ]);
});

test('in a terminal the person says what came of a job', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await using run = workplace.terminal(['run', 'jobs.pxu']);
  await run.shows('What came of it?');
  expect(run.text).toContain('look: the case');
  expect(run.text).toContain('Turn it round.');
  run.type(DOWN);
  await run.shows(/● failed/);
  run.type(ENTER);
  // The command has run by then, and what it printed can be judged.
  await run.shows('Did it beep?');
  expect(run.text).toContain('│ beep');
  await run.shows('● passed');
  run.type(ENTER);
  expect(await run.ended).toBe(100);
  const { jobs } = await workplace.answer(['show']);
  expect(jobs.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['fail', 'pass', 'pass']);
});

test('what was typed is kept at each key, and is there again after a kill', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  const toComment = `${DOWN}${DOWN}${DOWN}${ENTER}`;
  {
    await using run = workplace.terminal(['run', 'jobs.pxu']);
    await run.shows('What came of it?');
    run.type(toComment);
    await run.shows('Comment:');
    run.type('a scratch');
    const [session] = await workplace.sessionFolders();
    const journal = join(workplace.store, session ?? '', 'session.journal');
    await vi.waitFor(async () => expect(await readFile(journal, 'utf8')).toContain('a scratch'));
    process.kill(run.pid, 'SIGKILL');
    await run.ended;
  }
  await using resume = workplace.terminal(['resume']);
  await resume.shows('change the comment: a scratch');
  resume.type(toComment);
  await resume.shows('Comment: a scratch');
  resume.type(` on the left${ENTER}`);
  await resume.shows('change the comment: a scratch on the left');
  resume.type(ENTER);
  await resume.shows('Did it beep?');
  await resume.shows('● passed');
  resume.type(CTRL_C);
  expect(await resume.ended).toBe(130);
  expect(resume.text).toMatch(/go on .* resume/);
  const { jobs } = await workplace.answer(['show']);
  expect(jobs[0].attempts).toMatchObject([{ outcome: 'pass', comments: 'a scratch on the left' }]);
  expect(jobs[1].outcome).toBe('undecided');
});
