import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { TABLES, tableIn, withTable } from './readme-tables.js';

const file = fileURLToPath(new URL('../README.md', import.meta.url));
let readme = readFileSync(file, 'utf8');

if (process.env['UPDATE_README']) {
  for (const [name, table] of Object.entries(TABLES)) readme = withTable(readme, name, table());
  writeFileSync(file, readme);
}

/** The first block of code of a language. */
function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? '';
}

describe('README.md', () => {
  test('shows the example that runs here, and what it prints', async () => {
    const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
    expect(block('ts')).toBe(example.replace("'../src/index.js'", "'@plainbox/codecs'"));
    const log = vi.spyOn(console, 'log').mockReturnValue();
    await import('./readme-example.js');
    expect(log.mock.calls.map(([line]) => `${line}\n`).join('')).toBe(block('text'));
    log.mockRestore();
  });

  test.each(Object.entries(TABLES))('has the table of %s that the code gives', (name, table) => {
    // Run with UPDATE_README=1 to write it anew.
    expect(tableIn(readme, name)).toEqual(table());
  });

  test('explains every error code, and no other', () => {
    const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);
    const explained = [...readme.matchAll(/^### `?([A-Z_]+)`?$/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(10);
    expect(explained).toEqual(codes);
  });
});
