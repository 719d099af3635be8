import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The names that a file exports, types among them. */
function namesOf(file: string): string[] {
  const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
  return [...source.matchAll(/export (?:type )?\{([^}]*)\}/g)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.replace('type ', '').trim())
    .filter((name) => name !== '')
    .sort();
}

test('the browser entry has every name that the Node entry has', () => {
  expect(namesOf('index.ts').length).toBeGreaterThan(40);
  expect(namesOf('browser.ts')).toEqual(namesOf('index.ts'));
});
