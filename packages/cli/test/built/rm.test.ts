import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';

const JOB = 'id: a\nplugin: shell\ncommand: echo hello\n';

async function sessions(workplace: Workplace, count: number): Promise<string[]> {
  await workplace.write('jobs.pxu', JOB);
  for (let each = 0; each < count; each += 1) await workplace.plainbox(['run', 'jobs.pxu']);
  return (await workplace.answer(['ls'])).sessions.map(({ id }: { id: string }) => id);
}

test('off a terminal nothing is removed without --yes, and --dry-run says what would be', async ({
  workplace,
}) => {
  const [id] = await sessions(workplace, 1);
  const refused = await workplace.refusal(['rm', 'latest']);
  expect(refused).toMatchObject({ exit: 2, stdout: '', error: { code: 'CONFIRMATION_NEEDED' } });

  const dry = await workplace.answer(['rm', 'latest', '--dry-run']);
  expect(dry).toMatchObject({ dryRun: true, sessions: [{ id }] });
  expect(dry.sessions[0].bytes).toBeGreaterThan(100);
  expect(await workplace.sessionFolders()).toHaveLength(1);
});

test('removes what is named, each once, and nothing if one is not found', async ({ workplace }) => {
  const [youngest, middle, oldest] = await sessions(workplace, 3);
  const missing = await workplace.plainbox(['rm', 'latest', 'nope', '--yes']);
  expect(missing.code).toBe(3);
  expect(await workplace.sessionFolders()).toHaveLength(3);

  const removed = await workplace.plainbox(['rm', 'latest', `${youngest}`, 'latest~2', '-y']);
  expect(removed.code).toBe(0);
  const rows = removed.stdout.trimEnd().split('\n');
  expect(rows.map((row) => row.split('\t')[0])).toEqual([youngest, oldest]);
  expect(await workplace.sessionFolders()).toEqual([`${middle}.session`]);
});

test('in a terminal it asks, and no is the default', async ({ workplace }) => {
  await sessions(workplace, 1);
  await using hesitant = workplace.terminal(['rm', 'latest']);
  await hesitant.shows(/Really remove pbox-\S+ \(.*\)\?/);
  hesitant.type('\r');
  expect(await hesitant.ended).toBe(0);
  expect(hesitant.text).toContain('nothing was changed');
  expect(await workplace.sessionFolders()).toHaveLength(1);

  await using sure = workplace.terminal(['rm', 'latest']);
  await sure.shows('Really remove');
  sure.type('y');
  expect(await sure.ended).toBe(0);
  expect(await workplace.sessionFolders()).toEqual([]);

  await sessions(workplace, 1);
  await using unasked = workplace.terminal(['rm', 'latest', '--no-input']);
  expect(await unasked.ended).toBe(2);
  expect(unasked.text).toContain('[CONFIRMATION_NEEDED]');
});
