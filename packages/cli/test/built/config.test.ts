import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

/** No variable for the store, so that files decide. */
const FILES_DECIDE = { PLAINBOX_SESSION_REPOSITORY: '' };

test('config says where each value comes from', async ({ workplace }) => {
  const bare = await workplace.answer(['config']);
  expect(bare).toMatchObject({ files: [], settings: expect.any(Array) });
  expect(bare.settings[0]).toEqual({
    name: 'store',
    value: workplace.store,
    source: 'environment',
    from: 'PLAINBOX_SESSION_REPOSITORY',
  });
  expect(bare.settings).toContainEqual({
    name: 'jobs',
    value: 1,
    source: 'default',
    from: null,
  });

  const home = join(workplace.folder, 'home');
  await mkdir(join(home, '.config/plainbox'), { recursive: true });
  await writeFile(join(home, '.config/plainbox/config.json'), '{"jobs": 3, "maxCrashes": 5}');
  const project = await workplace.write(
    'plainbox.config.ts',
    "import { defineConfig } from '@plainbox/cli';\nconst jobs: number = 2;\nexport default defineConfig({ jobs, store: './here' });\n",
  );
  const env = { ...FILES_DECIDE, HOME: home };
  const { settings, files } = await workplace.answer(['config'], { env });
  const byName = Object.fromEntries(
    settings.map(({ name, ...rest }: { name: string }) => [name, rest]),
  );
  expect(byName).toMatchObject({
    store: { value: join(workplace.folder, 'here'), source: 'project', from: project },
    jobs: { value: 2, source: 'project', from: project },
    maxCrashes: { value: 5, source: 'user' },
    onChanged: { value: 'fail', source: 'default' },
  });
  expect(files.map(({ scope }: { scope: string }) => scope)).toEqual(['project', 'user']);

  await using shown = workplace.terminal(['config'], env);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toMatch(/^setting +value +source +from/);
});

test('commands take what a file of this folder or one above sets; options and environment win', async ({
  workplace,
}) => {
  await workplace.write('plainbox.config.mjs', "export default { store: 'configured' };\n");
  await workplace.write('jobs.pxu', 'id: a\nplugin: shell\ncommand: true\n');
  const deep = join(workplace.folder, 'deep/er');
  await mkdir(deep, { recursive: true });
  const run = await workplace.answer(['run', '../../jobs.pxu'], { cwd: deep, env: FILES_DECIDE });
  expect(run.location).toMatch(new RegExp(`^${join(workplace.folder, 'configured')}/`));
  expect((await workplace.answer(['ls'], { env: FILES_DECIDE })).sessions).toHaveLength(1);
  expect((await workplace.answer(['ls'])).sessions).toHaveLength(0);
  const elsewhere = await workplace.answer(['ls', '--store', 'x'], { env: FILES_DECIDE });
  expect(elsewhere.sessions).toHaveLength(0);
});

test('a broken file is told, with its path and what is wrong', async ({ workplace }) => {
  const path = await workplace.write('plainbox.config.json', '{"jobs": 0, "jbos": 1}');
  const { exit, error } = await workplace.refusal(['config']);
  expect(exit).toBe(2);
  expect(error).toMatchObject({ code: 'BAD_CONFIG' });
  expect(error.message).toContain(path);
  expect(error.details.join('\n')).toMatch(/jobs: .*\n.*jbos/);
  await workplace.write('plainbox.config.json', '{');
  expect(await workplace.refusal(['ls'], { env: FILES_DECIDE })).toMatchObject({
    exit: 2,
    error: { code: 'BAD_CONFIG' },
  });
});
