import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';
import { cutOffSession } from './cut-off-session.js';

const GOLDEN = fileURLToPath(new URL('../../../codecs/test/golden/cases/', import.meta.url));

test('a session of plainbox (Python) is shown without the files of its jobs', async ({
  workplace,
}) => {
  const folder = join(GOLDEN, 'running-job');
  const { code, stdout } = await workplace.plainbox(['show', folder]);
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toMatch(/^res\tpass\t0\.5\t1\t$/);
  const { session, jobs } = await workplace.answer(['show', folder]);
  expect(session).toMatchObject({ location: folder, runningJob: 'b', flags: ['incomplete'] });
  expect(jobs.find(({ id }: { id: string }) => id === 'b')).toMatchObject({ outcome: null });
});

test("Checkbox's own sessions are found with --checkbox, and only read", async ({ workplace }) => {
  const checkboxes = join(workplace.folder, 'checkbox');
  await cp(join(GOLDEN, 'disk-relative'), join(checkboxes, 'from-checkbox.session'), {
    recursive: true,
  });
  const env = { PLAINBOX_CHECKBOX_SESSIONS: checkboxes };
  const ls = await workplace.answer(['ls', '--checkbox'], { env });
  expect(ls.sessions).toMatchObject([{ id: 'from-checkbox' }]);
  const { session } = await workplace.answer(['show', 'from', '--checkbox'], { env });
  expect(session.location).toBe(join(checkboxes, 'from-checkbox.session'));

  for (const words of [
    ['rm', 'latest', '--checkbox', '--yes'],
    ['rm', join(checkboxes, 'from-checkbox.session'), '--yes'],
    ['resume', 'latest', '--checkbox'],
  ]) {
    const { code, stderr } = await workplace.plainbox(words, { env });
    expect(code).toBe(2);
    expect(stderr).toContain('[READ_ONLY_STORE]');
    expect(stderr).toContain('--write');
  }
  const removed = await workplace.plainbox(['rm', 'latest', '--checkbox', '--write', '--yes'], {
    env,
  });
  expect(removed.code).toBe(0);
});

test('a session is shown while its job files are gone, with --units again as they say', async ({
  workplace,
}) => {
  const { id } = await cutOffSession(workplace);
  const { rename } = await import('node:fs/promises');
  await rename(join(workplace.folder, 'suicidal.pxu'), join(workplace.folder, 'moved.pxu'));
  const bare = await workplace.answer(['show']);
  expect(bare.session).toMatchObject({ id, title: 'cut off', runningJob: 'killer' });
  expect(bare.jobs.map(({ id: job }: { id: string }) => job)).toEqual(['quick', 'killer', 'last']);
  const full = await workplace.answer(['show', '--units', 'moved.pxu']);
  expect(full.jobs).toMatchObject([{ id: 'quick', outcome: 'pass' }, {}, {}]);
});

test('what is damaged in part is shown as far as it goes, with a warning', async ({
  workplace,
}) => {
  const { folder } = await cutOffSession(workplace);
  const path = join(folder, 'session.journal');
  const whole = (await readFile(path, 'latin1')).replace(/\0+$/, '');
  await writeFile(path, whole.slice(0, -5), 'latin1');
  await appendFile(path, 'XXXXX\nXXXX\n');
  const { code, stdout, stderr } = await workplace.plainbox(['show']);
  expect(code).toBe(0);
  expect(stdout).toContain('quick');
  expect(stderr).toMatch(/warning: .* \[[A-Z_]+\]/);
  expect((await workplace.answer(['show'])).warnings.length).toBeGreaterThan(0);
});

test('--state prints the whole resumed state, in a terminal as well', async ({ workplace }) => {
  await cutOffSession(workplace);
  const state = await workplace.answer(['show', '--state']);
  expect(state).toMatchObject({
    ok: true,
    version: 11,
    run_list: ['quick', 'killer', 'last'],
    metadata: { title: 'cut off', running_job_name: 'killer' },
    jobs: { quick: { outcome: 'pass', result: { kind: 'disk' } } },
  });
  await using shown = workplace.terminal(['show', '--state']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toContain('"schema": "plainbox-show-state/1"');
  expect(await workplace.refusal(['show', '--flag', 'x'])).toMatchObject({ exit: 2 });
});
