import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JobDefinition, SetupJob, TemplateUnit } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { checkUnits, loadUnits } from '../src/index.js';
import { folderOf } from './folder.js';

const PROVIDER = fileURLToPath(new URL('provider', import.meta.url));
const namespace = 'com.example.checks';

/** A copy of the provider, to be broken. */
async function copy(): Promise<string> {
  const folder = await folderOf({});
  await cp(PROVIDER, folder, { recursive: true });
  return folder;
}

describe('the folder of a provider', () => {
  test('loads whole: units of every kind, in the order of the names of the files', async () => {
    const { units, problems, files } = await loadUnits(PROVIDER, { namespace });
    expect(problems).toEqual([]);
    expect(files.map((file) => file.slice(PROVIDER.length + 1))).toEqual([
      'units/categories.pxu',
      'units/disk/jobs.pxu',
      'units/disk/resources.pxu',
      'units/manifest.pxu',
      'units/network/jobs.yaml',
      'units/plans/plans.pxu',
      'units/plans/setup.json',
    ]);
    const kinds = units.map((unit) => unit.fields.get('unit') ?? 'job');
    expect(
      Object.fromEntries([...new Set(kinds)].map((kind) => [kind, count(kinds, kind)])),
    ).toEqual({
      category: 2,
      job: 6,
      template: 2,
      'manifest entry': 2,
      'test plan': 2,
      exporter: 1,
      'packaging meta-data': 1,
      setup_job: 1,
      file: 1,
      'environment snapshot': 1,
    });
    expect(units.filter((unit) => unit instanceof TemplateUnit)).toHaveLength(2);
    expect(units.filter((unit) => unit instanceof SetupJob)).toHaveLength(1);
    const reader = units.find(({ id }) => id === `${namespace}::disk/card-reader`) as JobDefinition;
    expect(reader.resourceProgram?.resourceIds).toEqual(['com.canonical.plainbox::manifest']);
  });

  test('is checked whole: nothing is wrong but a kind of unit that nobody knows', async () => {
    const { units, problems, foreign } = await checkUnits(PROVIDER, { namespace });
    expect(problems).toMatchObject([{ line: 11, field: 'unit', code: 'UNKNOWN_UNIT_KIND' }]);
    expect(foreign).toEqual(['com.canonical.plainbox::manifest']);
    expect(units).toHaveLength(19);
    const { file, ...smart } = units.find(({ unit }) => unit === 'template') ?? {};
    expect(file).toBe(join(PROVIDER, 'units/disk/jobs.pxu'));
    expect(smart).toEqual({
      lines: [29, 40],
      unit: 'template',
      id: `${namespace}::disk/smart`,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      depends: [],
      after: [`${namespace}::disk/space`],
      resources: [`${namespace}::block_device`],
    });
    const withChecksum = units.filter(({ checksum }) => checksum !== null);
    expect(new Set(withChecksum.map(({ unit }) => unit))).toEqual(
      new Set(['job', 'template', 'setup_job']),
    );
  });

  test('loses no more than what is broken in it, and says of each where', async () => {
    const folder = await copy();
    await writeFile(join(folder, 'units/broken.pxu'), 'id: fine\nplugin: shell\n\nnonsense\n');
    await writeFile(join(folder, 'units/broken.yaml'), 'plugin: [shell\nid: never\n');
    await writeFile(join(folder, 'units/broken.json'), '[{"id": "a", "plugin": "shell"},\n{]');
    await writeFile(join(folder, 'units/latin.pxu'), Buffer.from([0x69, 0x64, 0x3a, 0xe9]));
    const { units, problems } = await loadUnits(folder, { namespace });
    expect(units).toHaveLength(20);
    expect(
      problems.map(({ file, line, code }) => [file.slice(folder.length + 1), line, code]),
    ).toEqual([
      ['units/latin.pxu', 1, 'NOT_UTF8'],
      ['units/broken.json', 2, 'BAD_JSON'],
      ['units/broken.pxu', 4, 'BAD_RECORD'],
      ['units/broken.yaml', 2, 'BAD_YAML'],
    ]);
  });

  test('may hold links: to files they are followed, to folders not, and no file counts twice', async () => {
    const folder = await folderOf({
      'a.pxu': 'id: a\nplugin: shell\ncommand: true\n',
      'sub/b.pxu': 'id: b\nplugin: shell\ncommand: true\n',
    });
    await symlink('a.pxu', join(folder, 'again.pxu'));
    await symlink('.', join(folder, 'round'));
    await symlink('nowhere', join(folder, 'dangling.pxu'));
    await symlink('loop.pxu', join(folder, 'loop.pxu'));
    await symlink('/dev/zero', join(folder, 'zeros.pxu'));
    const { units, problems } = await loadUnits([folder, join(folder, 'sub')]);
    expect(units.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(problems.map(({ file, code }) => [file.slice(folder.length + 1), code])).toEqual([
      ['dangling.pxu', 'FILE_NOT_FOUND'],
      ['loop.pxu', 'FILE_UNREADABLE'],
      ['zeros.pxu', 'NOT_A_FILE'],
    ]);
  });

  test('is left when it is asked for', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(loadUnits(PROVIDER, { signal })).rejects.toThrow('enough');
  });
});

function count(values: readonly unknown[], value: unknown): number {
  return values.filter((other) => other === value).length;
}
