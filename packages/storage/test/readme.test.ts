import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function block(language: string): string | undefined {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1];
}

test('the first example of the README is the file that runs here, and prints what it says', async () => {
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(block('ts')).toBe(example.replace("'../src/index.js'", "'@plainbox/storage'"));
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./readme-example.js');
  expect(log.mock.calls.map(([line]) => `${line}\n`).join('')).toBe(block('text'));
  log.mockRestore();
});

test('every error code has its heading in the README, and no other', () => {
  const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect([...readme.matchAll(/^### (\w+)$/gm)].map(([, code]) => code)).toEqual(codes);
});

test('the conformance snippet is what the example runs', () => {
  const path = '../../../examples/own-storage/lmdb-storage.test.mjs';
  const example = readFileSync(new URL(path, import.meta.url), 'utf8');
  for (const line of block('js')
    ?.split('\n')
    .filter((each) => each.startsWith('import')) ?? []) {
    expect(example).toContain(line);
  }
});
