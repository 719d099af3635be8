// What jobs wrote, played again.
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const JOBS = `
id: talker
plugin: shell
command:
 printf 'caf\\303'; sleep 0.1; printf '\\251 \\033[3'; echo oops >&2; sleep 0.1; printf '1mred\\033[0m\\n'
`;

test('plays each stream where it went, without control sequences in a pipe', async ({
  workplace,
}) => {
  await workplace.write('jobs.pxu', JOBS);
  await workplace.plainbox(['run', 'jobs.pxu']);
  const words = ['talker', '--speed', '1000'];
  expect(await workplace.plainbox(['replay', ...words])).toMatchObject({
    code: 0,
    stdout: 'café red\n',
    stderr: 'oops\n',
  });
  const idle = ['latest', 'talker', '--max-idle', '0', '--attempt', '1'];
  expect(await workplace.plainbox(['replay', ...idle])).toMatchObject({ stdout: 'café red\n' });

  for (const [wrong, code] of [
    [['nope'], 3],
    [['latest', 'talker', '--attempt', '2'], 3],
    [['talker', '--speed', '0'], 2],
    [['talker', '--max-idle', '-1'], 2],
    [[], 2],
  ] as const) {
    expect(await workplace.plainbox(['replay', ...wrong])).toMatchObject({ code, stdout: '' });
  }

  await using shown = workplace.terminal(['replay', 'talker', '--max-idle', '0.01']);
  expect(await shown.ended).toBe(0);
  expect(shown.text).toContain('red');
  expect(shown.isColored('red')).toBe(true);
});
