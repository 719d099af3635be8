// What is kept of a store, and what goes.
import { mkdir, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test, type Workplace } from './cli-fixture.js';

/** Ids of so many sessions, youngest first. */
async function sessions(workplace: Workplace, count: number): Promise<string[]> {
  await workplace.write('jobs.pxu', 'id: a\nplugin: shell\ncommand: echo hello\n');
  for (let each = 0; each < count; each += 1) await workplace.plainbox(['run', 'jobs.pxu']);
  return (await workplace.answer(['ls'])).sessions.map(({ id }: { id: string }) => id);
}

test('keeps the youngest, and says before what would go and why', async ({ workplace }) => {
  const [youngest, middle, oldest] = await sessions(workplace, 3);
  const words = ['gc', '--keep', '1'];
  const dry = await workplace.answer([...words, '--dry-run']);
  expect(dry).toMatchObject({
    dryRun: true,
    removed: [
      { id: oldest, why: 'too many' },
      { id: middle, why: 'too many' },
    ],
    kept: [youngest],
    failed: [],
  });
  expect(dry.freedBytes).toBeGreaterThan(500);
  expect(await workplace.refusal(words)).toMatchObject({
    exit: 2,
    error: { code: 'CONFIRMATION_NEEDED' },
  });
  expect(await workplace.sessionFolders()).toHaveLength(3);

  const { code, stdout, stderr } = await workplace.plainbox([...words, '--yes']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\S+\t\d+\ttoo many\n\S+\t\d+\ttoo many\n$/);
  expect(stderr).toMatch(/^removed 2 sessions \(.*\); 1 session kept\n$/);
  expect(await workplace.sessionFolders()).toEqual([`${youngest}.session`]);
});

test('goes by age and by size; without a limit only what was never made goes', async ({
  workplace,
}) => {
  const [youngest, oldest] = await sessions(workplace, 2);
  const halfMade = join(workplace.store, 'broken-off.session');
  await mkdir(halfMade);
  const longAgo = new Date('2020-01-01');
  const oldFolder = join(workplace.store, `${oldest}.session`);
  for (const name of await readdir(oldFolder))
    await utimes(join(oldFolder, name), longAgo, longAgo);
  for (const folder of [oldFolder, halfMade]) await utimes(folder, longAgo, longAgo);

  const aged = await workplace.answer(['gc', '--older-than', '30d', '--dry-run']);
  expect(aged.removed).toContainEqual(expect.objectContaining({ id: oldest, why: 'too old' }));
  expect(aged.kept).toEqual([youngest]);
  const sized = await workplace.answer(['gc', '--max-size', '1K', '--dry-run']);
  expect(sized.removed.map(({ why }: { why: string }) => why)).toContain('too large');
  const plain = await workplace.answer(['gc', '--yes']);
  expect(plain.removed).toMatchObject([{ id: 'broken-off', why: 'half-made' }]);
  expect(plain.kept).toEqual([youngest, oldest]);
});

test('limits that cannot be meant are mistakes in the words', async ({ workplace }) => {
  for (const words of [
    ['--older-than', '30'],
    ['--keep', '-1'],
    ['--max-size', 'all'],
  ]) {
    expect(await workplace.plainbox(['gc', ...words, '--yes'])).toMatchObject({ code: 2 });
  }
});

test('in a terminal it asks', async ({ workplace }) => {
  await sessions(workplace, 1);
  await using asked = workplace.terminal(['gc', '--keep', '0']);
  await asked.shows(/Really remove 1 session \(.*\)\?/);
  asked.type('y');
  expect(await asked.ended).toBe(0);
  expect(asked.text).toMatch(/session +size +why/);
  expect(await workplace.sessionFolders()).toEqual([]);
});
