// The commands of the README, in the order in which a new user would type them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const README = fileURLToPath(new URL('../../../../README.md', import.meta.url));
const NOTHING_TO_DO = 4;

test('a new user runs the job file of the README, and every command on it', async ({
  workplace,
}) => {
  const readme = await readFile(README, 'utf8');
  const section = /^## Your own jobs$(.*?)^## /ms.exec(readme)?.[1] ?? '';
  const [, jobs = '', , commands = ''] = section.split(/^```(?:console)?$/m);
  const file = /`(\S+\.pxu)`/.exec(section)?.[1] ?? '';
  await workplace.write(file, jobs.trimStart());

  const lines = [...commands.matchAll(/^\$ plainbox ([^#\n]*)/gm)].map(([, words = '']) => words);
  expect(lines[0]?.trim()).toBe(`run ${file}`);
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) {
    const words = line.trim().split(/ +/);
    const { code, stderr } = await workplace.plainbox(words);
    // All went well: there is nothing to resume, and nothing to run again.
    const wanted = ['resume', 'rerun'].includes(words[0] ?? '') ? NOTHING_TO_DO : 0;
    expect(code, `${line}: ${stderr}`).toBe(wanted);
  }
  const report = await readFile(join(workplace.folder, 'results.xml'), 'utf8');
  expect(report).toMatch(/tests="3" failures="0"/);
});
