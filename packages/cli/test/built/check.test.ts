import { expect } from 'vitest';
import { faultsOf } from '../schemas/published-schemas.js';
import { test } from './cli-fixture.js';

const GOOD = 'id: first-job\nplugin: shell\ncommand: true\n';

test('files without a fault: exit 0, nothing on stdout', async ({ workplace }) => {
  await workplace.write(
    'jobs.pxu',
    `${GOOD}\nid: b\nplugin: shell\ncommand: true\ndepends: first-job\n`,
  );
  const { code, stdout, stderr } = await workplace.plainbox(['check', 'jobs.pxu']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toBe('2 units in 1 file: nothing is wrong\n');
  expect(await workplace.sessionFolders()).toEqual([]);
});

test('each problem is a line with file, line, field, reason and way out: exit 9', async ({
  workplace,
}) => {
  await workplace.write(
    'jobs.pxu',
    `${GOOD}\nid: b\nplugin: shell\ncomand: true\ndepends: first-jbo\n\nnonsense\n\n`,
  );
  await workplace.write('more.yaml', '- id: c\n  plugin: manual\n  purpose: look\n  after: [c]\n');
  const { code, stdout } = await workplace.plainbox(['check', 'jobs.pxu', 'more.yaml']);
  expect(code).toBe(9);
  expect(stdout.split('\n')).toEqual([
    "jobs.pxu:5: command: a job of plugin 'shell' needs a command; add one, or use the plugin 'manual'",
    "jobs.pxu:7: comand: a unit of kind 'job' has no field 'comand'; did you mean 'command'?",
    "jobs.pxu:8: depends: there is no job 'first-jbo'; did you mean 'first-job'?",
    "jobs.pxu:10: the line is neither 'field: value' nor the continuation of a field; begin it with 'field:', or with a space (not a tab) to continue the field above",
    'more.yaml:4: after: jobs wait for each other: c → c; take one of these dependencies away',
    '',
  ]);
});

test('--json gives every unit and every problem, in a published shape', async ({ workplace }) => {
  await workplace.write(
    'jobs.pxu',
    `${GOOD}depends: b\nafter: other.ns::c\nrequires: disk.free == '1'\n\nunit: category\nid: k\nname: K\n\nplugin: shell\n`,
  );
  const words = ['check', '.', '--namespace', 'com.example', '--json'];
  const { code, stdout, stderr } = await workplace.plainbox(words);
  expect({ code, stderr }).toEqual({ code: 9, stderr: '' });
  expect(faultsOf(JSON.parse(stdout))).toEqual([]);
  const shared = { file: 'jobs.pxu', depends: [], after: [], resources: [] };
  expect(JSON.parse(stdout)).toStrictEqual({
    schema: 'plainbox-check/1',
    units: [
      {
        ...shared,
        lines: [1, 6],
        unit: 'job',
        id: 'com.example::first-job',
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        depends: ['com.example::b'],
        after: ['other.ns::c'],
        resources: ['com.example::disk'],
      },
      {
        ...shared,
        lines: [8, 10],
        unit: 'category',
        id: 'com.example::k',
        checksum: null,
      },
      {
        ...shared,
        lines: [12, 12],
        unit: 'job',
        id: null,
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ],
    problems: [
      {
        file: 'jobs.pxu',
        line: 4,
        field: 'depends',
        code: 'MISSING_DEPENDENCY',
        message: "there is no job 'com.example::b'; define it, or take it away",
      },
      {
        file: 'jobs.pxu',
        line: 6,
        field: 'requires',
        code: 'MISSING_DEPENDENCY',
        message: "there is no job 'com.example::disk'; define it, or take it away",
      },
      {
        file: 'jobs.pxu',
        line: 12,
        field: 'id',
        code: 'MISSING_ID',
        message: "the unit has no id; give it one that no other has: 'id: subject/what-it-checks'",
      },
    ],
  });
});

test('says which ids it could not check, as they belong to others', async ({ workplace }) => {
  await workplace.write('jobs.pxu', `${GOOD}depends: com.other::b\n`);
  const { code, stderr } = await workplace.plainbox(['check', 'jobs.pxu']);
  expect(code).toBe(0);
  expect(stderr).toContain('not checked, as they are of other namespaces: com.other::b');
});

test('a path that is not there: exit 3; beside one that is: exit 9', async ({ workplace }) => {
  await workplace.write('jobs.pxu', GOOD);
  const missing = await workplace.plainbox(['check', 'nope.pxu']);
  expect(missing.code).toBe(3);
  expect(missing.stdout).toContain('nope.pxu:1: there is no such file or folder');
  expect((await workplace.plainbox(['check', 'jobs.pxu', 'nope.pxu'])).code).toBe(9);
});

test('a namespace that no id can have, or no path at all: exit 2', async ({ workplace }) => {
  const bad = await workplace.plainbox(['check', '.', '--namespace', 'a::b']);
  expect(bad.code).toBe(2);
  expect(bad.stderr).toContain('[BAD_NAMESPACE]');
  expect((await workplace.plainbox(['check'])).code).toBe(2);
});

test('what files hold cannot steer the terminal', async ({ workplace }) => {
  await workplace.write('jobs.pxu', `${GOOD}\u001b[31mred: x\n`);
  const { code, stdout } = await workplace.plainbox(['check', 'jobs.pxu']);
  expect(code).toBe(9);
  expect(stdout).toContain('\\x1b[31mred');
  expect(stdout).not.toContain('\u001b');
});

test('in a terminal: whole lines however narrow it is, and a summary with colours unless NO_COLOR is set', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', `${GOOD}\nid: b\nplugin: shell\ncomand: true\n`);
  await using check = workplace.terminal(['check', 'jobs.pxu']);
  expect(await check.ended).toBe(9);
  expect(check.text.replaceAll('\n', '')).toContain(
    "jobs.pxu:7: comand: a unit of kind 'job' has no field 'comand'; did you mean 'command'?",
  );
  expect(check.text).toMatch(/^2 units in 1 file: 2 problems$/m);
  expect(check.isColored('2 problems')).toBe(true);

  await using plain = workplace.terminal(['check', 'jobs.pxu'], { NO_COLOR: '1' });
  expect(await plain.ended).toBe(9);
  expect(plain.isColored('2 problems')).toBe(false);

  await workplace.write('jobs.pxu', GOOD);
  await using sound = workplace.terminal(['check', 'jobs.pxu']);
  expect(await sound.ended).toBe(0);
  expect(sound.text).toBe('1 unit in 1 file: nothing is wrong');
  expect(sound.isColored('nothing is wrong')).toBe(true);
});
