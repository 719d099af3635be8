import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Float, floatText, ResourceProgramError } from '../src/index.js';
import { evaluate } from '../src/resources/expressions/evaluate.js';
import { FAILED } from '../src/resources/expressions/operators.js';
import { parseExpression } from '../src/resources/expressions/parser.js';
import {
  Bytes,
  ELLIPSIS,
  Imaginary,
  Sequence,
  type Value,
} from '../src/resources/expressions/values.js';

// Written by python/python-semantics.py under CPython 3.11.
const python = JSON.parse(
  readFileSync(new URL('python/python-semantics.json', import.meta.url), 'utf8'),
) as {
  readonly values: readonly string[];
  readonly comparisons: Readonly<Record<string, readonly string[]>>;
  readonly expressions: readonly {
    readonly text: string;
    readonly value?: unknown;
    readonly syntax?: false;
  }[];
  readonly floats: readonly (readonly [hex: string, text: string])[];
};

/** Evaluates an expression that refers to no resource, beside one that does, as no other is accepted. */
function evaluateConstant(text: string): Value | typeof FAILED {
  const { root } = parseExpression(`[r, (${text}\n)]`);
  const item = root.kind === 'sequence' ? root.items[1] : undefined;
  if (item === undefined) throw new Error('not a list');
  return evaluate(item, []);
}

/** A value in the form of the golden file. */
function show(value: Value): unknown {
  if (typeof value === 'string') return ['str', codePoints(value)];
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number') return ['float', showFloat(value)];
  if (typeof value === 'boolean') return ['bool', value ? 'True' : 'False'];
  if (value === null) return ['NoneType', 'None'];
  if (value === ELLIPSIS) return ['ellipsis', 'Ellipsis'];
  if (value instanceof Bytes) return ['bytes', codePoints(value.text)];
  if (value instanceof Imaginary)
    return ['complex', `${showFloat(value.value).replace(/\.0$/, '')}j`];
  if (value instanceof Sequence) return [value.form, value.items.map(show)];
  throw new Error('a record is no constant');
}

function codePoints(text: string): number[] {
  return [...text].map((character) => character.codePointAt(0) ?? 0);
}

function showFloat(value: number): string {
  return floatText(value).replace('NaN', 'nan').replace('Infinity', 'inf');
}

describe('expressions mean what Python means by them:', () => {
  test.each(python.expressions)('$text', ({ text, value, syntax }) => {
    if (syntax === false) {
      expect(() => parseExpression(`${text}, r`)).toThrow(ResourceProgramError);
      return;
    }
    const ours = evaluateConstant(text);
    expect(ours === FAILED ? null : show(ours)).toEqual(value);
  });

  test.each(Object.entries(python.comparisons))('%s', (operator, expected) => {
    const letter = (left: string, right: string): string => {
      const result = evaluateConstant(`${left} ${operator} ${right}`);
      return result === FAILED ? 'E' : result === true ? 'T' : 'F';
    };
    expect(python.values.map((a) => python.values.map((b) => letter(a, b)).join(''))).toEqual(
      expected,
    );
  });

  test('as many of them as there are', () => {
    expect(python.expressions.length).toBeGreaterThan(300);
    expect(python.values).toHaveLength(50);
  });
});

describe('the text of a float', () => {
  test.each(python.floats)('%s is what Python writes', (_, text) => {
    expect(floatText(Number(text))).toBe(text);
    expect(String(new Float(Number(text)))).toBe(text);
  });

  test('reads back as the same float, and never looks like an integer', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const text = floatText(value);
        expect(Number(text)).toBe(value);
        if (Number.isFinite(value)) expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d\d+)?$/);
        if (Number.isFinite(value)) expect(text).toMatch(/[.e]/);
      }),
    );
  });
});
