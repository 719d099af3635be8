import { describe, expect, test } from 'vitest';
import { EscapeRemover, withoutTerminalCodes } from '../../src/index.js';

const WHOLE =
  'a\u001b[31;1mb\u001b[0m\u001b]0;title\u0007c\u001b]8;;x\u001b\\d\u001bPq#0\u001b\\\u001b(Be\u00e9\u001bM';

describe('text for a terminal, as people read it elsewhere', () => {
  test('has no colours, cursor movements, titles, device strings and short sequences', () => {
    expect(withoutTerminalCodes(WHOLE)).toBe('abcde\u00e9');
    expect(withoutTerminalCodes('a\u009b2Jb\u009b31mc')).toBe('abc');
  });

  test('has tabs and line feeds, and no other control character', () => {
    expect(withoutTerminalCodes('a\tb\u0000\u0008\u007f\u0085\nc')).toBe('a\tb\nc');
  });

  test('begins a new line where the old one was to be written over', () => {
    expect(withoutTerminalCodes('10%\r20%\r\ndone\r\r\n')).toBe('10%\n20%\ndone\n');
  });

  test('keeps what a sequence without an end was followed by', () => {
    expect(withoutTerminalCodes(`a\u001b]0;${'x'.repeat(5000)}`)).toBe(`a]0;${'x'.repeat(5000)}`);
    expect(withoutTerminalCodes('a\u001b')).toBe('a');
  });
});

describe('escape sequences in text that comes in pieces', () => {
  function removed(...pieces: readonly string[]): string {
    const remover = new EscapeRemover();
    return pieces.map((piece) => remover.remove(piece)).join('') + remover.rest();
  }

  test('are taken out, wherever the text is cut in three', () => {
    for (let first = 0; first <= WHOLE.length; first += 1) {
      for (let second = first; second <= WHOLE.length; second += 1) {
        const pieces = [WHOLE.slice(0, first), WHOLE.slice(first, second), WHOLE.slice(second)];
        expect(removed(...pieces)).toBe('abcde\u00e9');
      }
    }
  });

  test('come out in the end where they only began', () => {
    expect(removed('a\u001b[3')).toBe('a\u001b[3');
    expect(removed(`a\u001b]${'x'.repeat(5000)}`)).toHaveLength(5003);
  });
});
