import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The blocks of code of a language, in order. */
function blocks(language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms');
  return [...readme.matchAll(pattern)].map(([, code = '']) => code);
}

test('the first example of the README is the file that runs here, and prints what it says', async () => {
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(blocks('ts')[0]).toBe(example.replace("'../src/index.js'", "'@plainbox/units'"));
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./readme-example.js');
  expect(log.mock.calls.map(([line]) => `${line}\n`).join('')).toBe(blocks('text')[0]);
  log.mockRestore();
});

test('every code that a problem can have is explained in the README', () => {
  const source = readFileSync(new URL('../src/problem.ts', import.meta.url), 'utf8');
  const issues = readFileSync(new URL('../../state/src/checks/issue.ts', import.meta.url), 'utf8');
  const codes = [...`${source}${issues}`.matchAll(/^ {2}\| '([A-Z0-9_]+)'/gm)].map(
    ([, code]) => code,
  );
  expect(codes.length).toBeGreaterThan(30);
  for (const code of codes) expect(readme).toContain(`\`${code}\``);
});
