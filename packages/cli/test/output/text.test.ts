import { expect, test } from 'vitest';
import { commandLine, programWords } from '../../src/output/command-line.js';
import { count, oneLine } from '../../src/output/text.js';

test('a foreign text cannot steer the terminal', () => {
  expect(oneLine('a\x1b[2Jb\nc\u009bd')).toBe('a\\x1b[2Jb\\x0ac\\x9bd');
  expect(oneLine('a\u2028b\u202ecd')).toBe('a\\u2028b\\u202ecd');
  expect(oneLine('größe → ☑')).toBe('größe → ☑');
});

test('numbers agree with their nouns', () => {
  expect([count(0, 'job'), count(1, 'job'), count(2, 'entry', 'entries')]).toEqual([
    '0 jobs',
    '1 job',
    '2 entries',
  ]);
});

test('a command can be pasted into a shell', () => {
  expect(commandLine(['plainbox', 'resume', "it's here/ü", '--store=/tmp/a'])).toBe(
    "plainbox resume 'it'\\''s here/ü' --store=/tmp/a",
  );
});

test('printed commands call the program in the way it was called', () => {
  expect(programWords('/usr/bin/plainbox', '/home/ada')).toEqual(['plainbox']);
  expect(programWords('/src/packages/cli/dist/main.js', '/src')).toEqual([
    'node',
    'packages/cli/dist/main.js',
  ]);
  expect(programWords('/src/dist/main.js', '/home')).toEqual(['node', '/src/dist/main.js']);
});
