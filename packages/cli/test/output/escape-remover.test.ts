import { expect, test } from 'vitest';
import { EscapeRemover } from '../../src/output/escape-remover.js';

function removed(...pieces: readonly string[]): string {
  const remover = new EscapeRemover();
  const parts = pieces.map((piece) => remover.remove(Buffer.from(piece, 'latin1')));
  return Buffer.concat([...parts, remover.rest()]).toString('latin1');
}

const WHOLE =
  'a\u001b[31;1mb\u001b[0m\u001b]0;title\u0007c\u001b]8;;x\u001b\\d\u001b(Be\u00e9\u001bM';

test('takes out colours, cursor movements, titles and short sequences', () => {
  expect(removed(WHOLE)).toBe('abcde\u00e9');
});

test('wherever a stream is cut in three, the same is taken out', () => {
  for (let first = 0; first <= WHOLE.length; first += 1) {
    for (let second = first; second <= WHOLE.length; second += 1) {
      const pieces = [WHOLE.slice(0, first), WHOLE.slice(first, second), WHOLE.slice(second)];
      expect(removed(...pieces)).toBe('abcde\u00e9');
    }
  }
});

test('what only begins like a sequence comes out in the end', () => {
  expect(removed('a\u001b[3')).toBe('a\u001b[3');
  expect(removed(`a\u001b]${'x'.repeat(5000)}`)).toHaveLength(5003);
});
