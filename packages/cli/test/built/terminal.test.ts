import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: first
summary: a job that works
plugin: shell
command: echo one

id: second
plugin: shell
command: false
`;

test('in a terminal: tables with titles, colours, and a run that shows how far it is', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  await using run = workplace.terminal(['run', 'jobs.pxu']);
  expect(await run.ended).toBe(100);
  expect(run.text).toMatch(/☑ passed +first/);
  expect(run.text).toMatch(/outcome +jobs +time/);
  expect(run.text).toMatch(/look at +.* show pbox-/);
  expect(run.isColored('passed')).toBe(true);

  await using ls = workplace.terminal(['ls']);
  expect(await ls.ended).toBe(0);
  expect(ls.text).toMatch(/^session +state +last checkpoint +size/);
  expect(ls.text).toMatch(/pbox-\S+ +saved +just now/);

  await using show = workplace.terminal(['show']);
  expect(await show.ended).toBe(0);
  expect(show.text).toMatch(/^job +outcome +time +attempts/);
  expect(show.text).toMatch(/second +☒ failed/);
});

test('NO_COLOR and CI are heeded in a terminal', async ({ workplace }) => {
  await workplace.write('jobs.pxu', JOBS);
  await using run = workplace.terminal(['run', 'jobs.pxu'], { NO_COLOR: '1', CI: 'true' });
  expect(await run.ended).toBe(100);
  expect(run.text).toContain('[1/2] ☑ passed  first');
  expect(run.isColored('passed')).toBe(false);
});
