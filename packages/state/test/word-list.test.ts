import { describe, expect, test } from 'vitest';
import { compareCodePoints, JobDefinition } from '../src/index.js';
import { parseWordList } from '../src/units/word-list.js';
import { readGolden } from './golden.js';

interface Case {
  readonly input: string;
  readonly words: readonly string[];
  readonly direct_dependencies: readonly string[];
}

const golden = JSON.parse(readGolden('wordlists.json')) as readonly Case[];

describe('an id list', () => {
  test('of each case in wordlists.json holds the words that plainbox finds', () => {
    expect(golden.map(({ input }) => parseWordList(input))).toEqual(
      golden.map(({ words }) => words),
    );
    expect(golden).toHaveLength(28);
  });

  test.each(['', 'a', 'a b', ['a', 'a'], undefined])(
    'of %j is one list that nobody changes',
    (after) => {
      const job = new JobDefinition({ id: 'job', after });
      expect(job.after).toBe(job.after);
      expect(Object.isFrozen(job.after)).toBe(true);
    },
  );

  test('may hold any number of words, and leaves nothing behind for the next', () => {
    const words = Array.from({ length: 10_000 }, (_, n) => `job-${n}`);
    expect(parseWordList(words.join(' '))).toEqual(words);
    expect(parseWordList('a, b')).toEqual(['a', 'b']);
    expect(parseWordList(words.join(','))).toEqual(words);
  });

  test('of each case in wordlists.json stands for the jobs that plainbox depends on', () => {
    const jobs = golden.map(({ input }) => new JobDefinition({ id: 'job', depends: input }));
    expect(jobs.map(({ depends }) => [...depends].sort(compareCodePoints))).toEqual(
      golden.map(({ direct_dependencies }) => direct_dependencies),
    );
  });

  test('stops at a quote without its end, and keeps the words before it', () => {
    expect(parseWordList('a "b c')).toEqual(['a']);
    expect(parseWordList('a "b\0" c')).toEqual(['a']);
  });

  test('is qualified, in the order written, each id once', () => {
    const job = new JobDefinition({ id: 'x', after: 'b, a ns::b other::a b' }, { namespace: 'ns' });
    expect(job.after).toEqual(['ns::b', 'ns::a', 'other::a']);
  });

  test('may be a list, whose elements are taken as they are', () => {
    const job = new JobDefinition({ id: 'x', before: ['a b', 'c,d'] }, { namespace: 'ns' });
    expect(job.before).toEqual(['ns::a b', 'ns::c,d']);
  });
});
