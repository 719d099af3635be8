// What Python's float() makes of a text; the expected values were had from Python 3.12.
import { expect, test } from 'vitest';
import { parsePythonFloat } from '../../src/representation/python-float.js';

test.each([
  ['0', 0],
  ['1.5', 1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['+.5e1', 5],
  ['-1E-2', -0.01],
  ['1_000.2_5e1_0', 10_002_500_000_000],
  ['\t 1 \u001f\u0085\u3000', 1],
  ['\u0661\u0662.\u0665', 12.5],
  ['\u{1d7ff}_\uff18', 98],
  ['1e400', Number.POSITIVE_INFINITY],
  ['nAn', Number.NaN],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['inf', Number.POSITIVE_INFINITY],
])('%j is %d', (text, value) => {
  expect(parsePythonFloat(text)).toBe(value);
});

test.each([
  '',
  ' ',
  '.',
  '-',
  '+-1',
  'e1',
  '1e',
  '1e+',
  '1_',
  '_1',
  '1__2',
  '1_.5',
  '1._5',
  '1e_5',
  '1 2',
  '0x10',
  '1.2.3',
  '\ufeff1',
  '\u00b2',
  '\u216b',
  'infinit',
])('%j is no number', (text) => {
  expect(parsePythonFloat(text)).toBeUndefined();
});
