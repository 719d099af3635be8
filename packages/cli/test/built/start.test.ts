import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

test('--version says the version of the package', async ({ workplace }) => {
  const manifest = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  for (const flag of ['--version', '-V']) {
    expect(await workplace.plainbox([flag])).toEqual({
      code: 0,
      signal: null,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  }
});

test('nothing but Node itself is loaded to say the version', async ({ main }) => {
  const chunks = (text: string): string[] =>
    [...text.matchAll(/^import .*?["'](.*)["'];?$/gm)].flatMap(([, from]) => from ?? []);
  const imported = chunks(await readFile(main, 'utf8'));
  for (const name of imported.filter((from) => from.startsWith('./'))) {
    imported.push(...chunks(await readFile(new URL(name, `file://${main}`), 'utf8')));
  }
  expect(imported.filter((from) => !/^(node:|\.\/chunk-)/.test(from))).toEqual([]);
});

test('--help lists the commands, and each explains itself', async ({ workplace }) => {
  const { code, stdout } = await workplace.plainbox(['--help']);
  expect(code).toBe(0);
  for (const name of ['run', 'resume', 'ls', 'show']) {
    expect(stdout).toContain(`  ${name} `);
    const help = await workplace.plainbox([name, '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(new RegExp(`^Usage: plainbox ${name} .*`));
    expect(help.stdout).toContain('Examples:');
    expect((await workplace.plainbox(['help', name])).stdout).toBe(help.stdout);
  }
});

test.for([
  ['no command', []],
  ['an unknown command', ['rnu']],
  ['an unknown option', ['ls', '--nope']],
  ['a missing argument', ['run']],
] as const)('%s is a usage error', async ([, words], { workplace }) => {
  const { code, stdout, stderr } = await workplace.plainbox(words);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('plainbox');
});
