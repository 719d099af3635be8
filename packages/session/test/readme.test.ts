import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const scratch = new URL('.tmp/', import.meta.url);

afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The first block of code of a language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(readme)?.[1] ?? '';
}

test('README.md shows an example that prints what stands below it', async () => {
  const code = block('ts').replace("'@plainbox/session'", "'../../src/index.js'");
  expect(code).toContain('../../src/index.js');
  await mkdir(scratch, { recursive: true });
  const file = fileURLToPath(new URL('readme-example.ts', scratch));
  await writeFile(file, code);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import(/* @vite-ignore */ file);
  const printed = log.mock.calls.map((words) => `${format(...words)}\n`);
  log.mockRestore();
  expect(printed.join('')).toBe(block('text'));
});
