import { expect, test } from 'vitest';
import { CATALOGUE } from '../src/catalogue.js';
import { callProgram } from './call-program.js';

test.each(CATALOGUE.map(({ name }) => name))('%s explains itself, with examples', async (name) => {
  const { code, stdout } = await callProgram([name, '--help'], { cwd: '/' });
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: plainbox ${name} `));
  expect(stdout).toContain(`Examples:\n  plainbox ${name}`);
  expect(stdout).toContain('--no-input');
});
