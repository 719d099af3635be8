import { expect } from 'vitest';
import { test } from './cli-fixture.js';

test('with --json an error is one line of JSON on stderr, and stdout stays empty', async ({
  workplace,
}) => {
  const { exit, stdout, error } = await workplace.refusal(['show', 'nope']);
  expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
  expect(error.code).toBe('SESSION_NOT_FOUND');
  expect(error.message).toContain(workplace.store);
  expect(error.next).toMatch(/ ls$/);
});

test('also what is wrong with the words themselves', async ({ workplace }) => {
  const { exit, stdout, error } = await workplace.refusal(['ls', '--sotre', '/tmp']);
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
  expect(error).toMatchObject({
    code: 'USAGE',
    message: "unknown option '--sotre'",
    details: ['(Did you mean --store?)'],
  });
  expect(error.next).toMatch(/ ls --help$/);
});

test('a run with --jsonl tells events, and its errors as JSON', async ({ workplace }) => {
  const { code, stdout, stderr } = await workplace.plainbox(['run', 'missing.pxu', '--jsonl']);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'JOB_FILE_NOT_FOUND' } });
});
