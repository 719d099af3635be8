// Sessions in the formats of older and newer plainbox.
import { cp, mkdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';

const GOLDEN = fileURLToPath(new URL('../../../codecs/test/golden/cases/', import.meta.url));
const JOBS = `id: good
plugin: shell
command: echo fine

id: again
plugin: shell
command: test -e mended
`;

/** A session in which a job failed first and passed then: two attempts. */
async function sessionWithHistory(workplace: Workplace): Promise<void> {
  await workplace.write('jobs.pxu', JOBS);
  expect(await workplace.plainbox(['run', 'jobs.pxu', '--title', 'nightly'])).toMatchObject({
    code: 100,
  });
  await workplace.write('jobs.pxu', JOBS.replace('test -e mended', 'true'));
  expect(await workplace.plainbox(['rerun', '--on-changed', 'rerun'])).toMatchObject({ code: 0 });
}

// biome-ignore lint/suspicious/noExplicitAny: what stands in it is what the test is about
const documentOf = async (path: string): Promise<any> =>
  JSON.parse(gunzipSync(await readFile(path)).toString('utf8'));

test('every older format is written as a document of its version, and says what it loses', async ({
  workplace,
}) => {
  await sessionWithHistory(workplace);
  const lost: number[] = [];
  for (const to of [1, 3, 4, 8, 11]) {
    const file = join(workplace.folder, `v${to}`);
    const words = ['convert', 'latest', '--to', `v${to}`, '-o', file, '--allow-loss'];
    const answer = await workplace.answer(words);
    expect(answer).toMatchObject({ from: 11, to, output: file, jobsKnown: true });
    lost.push(answer.losses.length);
    expect((await documentOf(file)).version).toBe(to);
  }
  expect(lost[0]).toBeGreaterThan(0);
  expect(lost.at(-1)).toBe(0);
  const { session } = await documentOf(join(workplace.folder, 'v3'));
  expect(session.results.again).toMatchObject([{ outcome: 'pass' }]);
  expect(session.results.good[0].io_log_filename).toMatch(/^\/.*\.record\.gz$/);
});

test('what would lose data is refused with each loss, and writes nothing', async ({
  workplace,
}) => {
  await sessionWithHistory(workplace);
  const words = ['convert', 'latest', '--to', '3', '-o', 'old'];
  const { exit, stdout, error } = await workplace.refusal(words);
  expect(exit).toBe(8);
  expect(error).toMatchObject({ code: 'WOULD_LOSE_DATA' });
  expect(JSON.parse(stdout)).toMatchObject({
    output: null,
    losses: expect.arrayContaining([
      {
        version: 3,
        path: ['results', 'again'],
        what: "1 earlier results of job again can't be held",
      },
    ]),
  });
  await expect(readFile(join(workplace.folder, 'old'))).rejects.toThrow('ENOENT');

  const dry = await workplace.plainbox([...words, '--dry-run']);
  expect(dry.code).toBe(0);
  expect(dry.stdout).toContain("3\tresults/again\t1 earlier results of job again can't be held\n");
  await expect(readFile(join(workplace.folder, 'old'))).rejects.toThrow('ENOENT');
});

test('without its job files a session is converted as it is stored', async ({ workplace }) => {
  await sessionWithHistory(workplace);
  await unlink(join(workplace.folder, 'jobs.pxu'));
  const answer = await workplace.answer(['convert', '--to', 'v8', '-o', 'v8', '--allow-loss']);
  expect(answer).toMatchObject({ to: 8, jobsKnown: false });
  const { session } = await documentOf(join(workplace.folder, 'v8'));
  expect(session.results.again).toMatchObject([{ outcome: 'fail' }, { outcome: 'pass' }]);
});

test('in place it is rewritten once somebody says yes, and goes on as before', async ({
  workplace,
}) => {
  await sessionWithHistory(workplace);
  const words = ['convert', 'latest', '--to', 'v8', '--in-place', '--allow-loss'];
  expect(await workplace.refusal(words)).toMatchObject({
    exit: 2,
    error: { code: 'CONFIRMATION_NEEDED' },
  });
  const { location } = await workplace.answer([...words, '--yes']);
  expect((await documentOf(join(location, 'session'))).version).toBe(8);
  expect((await workplace.answer(['show'])).jobs).toMatchObject([
    { id: 'good', outcome: 'pass' },
    { id: 'again', attempts: [{ outcome: 'fail' }, { outcome: 'pass' }] },
  ]);
  expect(await workplace.refusal([...words, '--yes'])).toMatchObject({
    exit: 4,
    error: { code: 'NOTHING_TO_DO' },
  });
  const again = await workplace.plainbox(['rerun', '--all']);
  expect(again.code).toBe(0);
  expect((await documentOf(join(location, 'session'))).version).toBe(11);
});

test("a session of plainbox (Python) is brought up to date, unless it is Checkbox's own", async ({
  workplace,
}) => {
  const folder = join(workplace.folder, 'checkbox', 'old.session');
  await mkdir(folder, { recursive: true });
  await cp(join(GOLDEN, 'version-04'), folder, { recursive: true });
  const units = ['--units', join(GOLDEN, 'version-04', 'units.json')];
  const words = ['convert', folder, '--to', 'v11', '--in-place', '--yes', ...units];
  const env = { PLAINBOX_CHECKBOX_SESSIONS: join(workplace.folder, 'checkbox') };
  expect(await workplace.refusal(words, { env })).toMatchObject({
    error: { code: 'READ_ONLY_STORE' },
  });
  expect(await workplace.answer([...words, '--write'], { env })).toMatchObject({
    from: 4,
    to: 11,
    losses: [],
  });
  const expected = JSON.parse(await readFile(join(GOLDEN, 'version-04', 'expected.json'), 'utf8'));
  const { desired_job_list, metadata } = await workplace.answer(
    ['show', folder, '--state', ...units],
    { env },
  );
  expect(desired_job_list).toEqual(expected.desired_job_list);
  expect(metadata.title).toEqual(expected.metadata.title);
});

test('in a terminal losses are a table, and the rewriting is asked for', async ({ workplace }) => {
  await sessionWithHistory(workplace);
  await using dry = workplace.terminal(['convert', 'latest', '--to', 'v3', '--dry-run']);
  expect(await dry.ended).toBe(0);
  expect(dry.text).toMatch(/^ *format +where +lost/m);
  expect(dry.text).toMatch(/format 11 → 3: \d+ things? lost; nothing was written/);

  await using asked = workplace.terminal([
    ...['convert', 'latest', '--to', 'v8', '--in-place', '--allow-loss'],
  ]);
  await asked.shows(/Really rewrite pbox-\S+ in format 8 instead of 11\?/);
  asked.type('y');
  expect(await asked.ended).toBe(0);
  expect(asked.text).toMatch(/format 11 → 8: .*; wrote /);
});

test('what no plainbox ever wrote, and nowhere to write, are mistakes in the words', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  for (const words of [
    ['--to', 'v12', '-o', 'x'],
    ['--to', 'v0', '-o', 'x'],
    ['--to', 'v8'],
    ['-o', 'x'],
    ['--to', 'v8', '-o', 'x', '--in-place'],
  ]) {
    expect(await workplace.plainbox(['convert', 'latest', ...words])).toMatchObject({ code: 2 });
  }
});
