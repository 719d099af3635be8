import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { slugify } from '../src/index.js';

const cases: { input: string; slug: string }[] = JSON.parse(
  readFileSync(new URL('./golden/slugify.json', import.meta.url), 'utf8'),
);

test(`slugify agrees with the ${cases.length} golden cases`, () => {
  expect(cases.length).toBeGreaterThan(10);
  for (const { input, slug } of cases) expect(slugify(input), JSON.stringify(input)).toBe(slug);
});
