import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Resource,
  ResourceExpression,
  type ResourceMap,
  ResourceProgram,
  ResourceProgramError,
} from '../src/index.js';
import { evaluate } from '../src/resources/expressions/evaluate.js';
import type { ParsedExpression } from '../src/resources/expressions/findings.js';
import { FAILED, isTruthy } from '../src/resources/expressions/operators.js';
import { parseExpression } from '../src/resources/expressions/parser.js';

/**
 * The rules of plainbox, taken literally: cut the text at its last ` or `, else at its last ` and `, unless it has a
 * parenthesis; else try all combinations of records. Takes a half without resources for what it is worth.
 */
function matchesNaively(text: string, resources: ResourceMap): boolean {
  if (!text.includes('(')) {
    const or = text.lastIndexOf(' or ');
    const and = text.lastIndexOf(' and ');
    if (or > 0) {
      return (
        matchesNaively(text.slice(0, or), resources) ||
        matchesNaively(text.slice(or + 4), resources)
      );
    }
    if (and > 0) {
      return (
        matchesNaively(text.slice(0, and), resources) &&
        matchesNaively(text.slice(and + 5), resources)
      );
    }
  }
  const { root, aliases } = parseHalf(text);
  return someCombination(
    aliases.map((alias) => resources.get(alias) ?? []),
    (records) => {
      const value = evaluate(root, records);
      return value !== FAILED && isTruthy(value);
    },
  );
}

function parseHalf(text: string): ParsedExpression {
  try {
    return parseExpression(text);
  } catch {
    const { root } = parseExpression(`[${text}, nothing]`);
    if (root.kind !== 'sequence' || root.items[0] === undefined) throw new Error(text);
    return { root: root.items[0], aliases: [] };
  }
}

function someCombination(
  lists: readonly (readonly Resource[])[],
  isMatch: (records: Resource[]) => boolean,
  chosen: Resource[] = [],
): boolean {
  const list = lists[chosen.length];
  if (list === undefined) return isMatch(chosen);
  return list.some((record) => someCombination(lists, isMatch, [...chosen, record]));
}

const alias = fc.constantFrom('a', 'b', 'c');
const attribute = fc
  .tuple(alias, fc.constantFrom('x', 'y', 'missing'))
  .map(([name, key]) => `${name}.${key}`);
const literal = fc.constantFrom("''", "'1'", "'2'", "'10'", 'None', '3', 'True');
const texts = fc.constantFrom("['1', '2']", "['']", "'12'", '[]');
const operator = fc.constantFrom('==', '==', '==', '!=', '<', '>=', 'is');
const value = fc.oneof({ weight: 3, arbitrary: attribute }, { weight: 2, arbitrary: literal });
const comparison = fc.oneof(
  fc.tuple(attribute, operator, value).map((parts) => parts.join(' ')),
  fc.tuple(literal, operator, attribute).map((parts) => parts.join(' ')),
  fc.tuple(attribute, fc.constantFrom('in', 'not in'), texts).map((parts) => parts.join(' ')),
  fc.tuple(value, operator, attribute, operator, value).map((parts) => parts.join(' ')),
  fc
    .tuple(attribute, operator, fc.constantFrom('1', '2'))
    .map(([a, o, n]) => `int(${a}) ${o} ${n}`),
  attribute,
  alias,
);

const { expression } = fc.letrec<{ expression: string; group: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2 },
    comparison,
    fc
      .tuple(tie('expression'), fc.constantFrom('and', 'or'), tie('expression'))
      .map((parts) => parts.join(' ')),
    fc
      .tuple(tie('group'), fc.constantFrom('and', 'or'), tie('group'))
      .map((parts) => parts.join(' ')),
  ),
  group: fc.oneof(
    { maxDepth: 2 },
    comparison,
    tie('expression').map((text) => `(${text})`),
  ),
}));

const cell = fc.constantFrom('', '1', '2', '10', 'z');
const record = fc.record({ x: cell, y: cell }).map((data) => new Resource(data));
const resourceMap = fc
  .tuple(
    fc.array(record, { maxLength: 20, size: 'max' }),
    fc.array(record, { maxLength: 5 }),
    fc.array(record, { maxLength: 3 }),
  )
  .map(
    ([a, b, c]): ResourceMap =>
      new Map([
        ['a', a],
        ['b', b],
        ['c', c],
      ]),
  );

describe('an expression', () => {
  test('finds records exactly where trying all combinations does', () => {
    fc.assert(
      fc.property(expression, resourceMap, (text, resources) => {
        fc.pre(/[abc]/.test(text.replace(/'[^']*'|\b(?:and|in|is|not|or|int)\b/g, '')));
        expect(new ResourceExpression(text).matches(resources)).toBe(
          matchesNaively(text, resources),
        );
      }),
      { numRuns: 1500 },
    );
  });

  test('joins resources of thousands of records by index', () => {
    const size = 3000;
    const list = (shift: number): Resource[] =>
      Array.from({ length: size }, (_, i) => new Resource({ id: `${i + shift}`, next: `${i}` }));
    const resources: ResourceMap = new Map([
      ['a', list(0)],
      ['b', list(size - 1)],
      ['c', list(size)],
    ]);
    const matches = (text: string): boolean => new ResourceExpression(text).matches(resources);
    expect(matches('(a.id == b.id)')).toBe(true);
    expect(matches('(a.id == c.id)')).toBe(false);
    expect(matches('(a.id == b.id and b.next == c.next)')).toBe(true);
    expect(matches("(a.id == '5' or b.id == 'none' or c.id == 'none')")).toBe(true);
    expect(matches("(a.id == 'none' or b.id == 'none' or c.id == 'none')")).toBe(false);
    expect(matches("(a.id == '7' and b.next == '8' and c.id != '')")).toBe(true);
  });

  test('gives up on more combinations than can be tried, and counts as failed', () => {
    const many = Array.from({ length: 5000 }, (_, i) => new Resource({ n: `${i}` }));
    const resources: ResourceMap = new Map([
      ['a', many],
      ['b', many],
    ]);
    const verdict = new ResourceProgram('(a.n < b.missing)').evaluate(resources);
    expect(verdict).toMatchObject({ met: false, reason: 'failed', error: { fault: 'too-costly' } });
  });
});

describe('without a parenthesis, each side of `and` and `or`', () => {
  const resources: ResourceMap = new Map([
    ['a', [new Resource({ x: '1', n: 'abc' }), new Resource({ x: '2', n: 'de' })]],
    ['none', []],
  ]);
  const matches = (text: string): boolean => new ResourceExpression(text).matches(resources);

  test('may be met by different records; with one anywhere, by one record alone (§9.5 PORT)', () => {
    expect(matches("a.x == '1' and a.n == 'de'")).toBe(true);
    expect(matches("(a.x == '1' and a.n == 'de')")).toBe(false);
    expect(matches("a.x == '1' and a.n == 'de' and a.x in ('1', '2')")).toBe(false);
    expect(matches("a.x == '1' and a.n == 'de' and a.n != '('")).toBe(false);
  });

  test('is not found inside of a literal, where plainbox would cut it (§9.5 PORT)', () => {
    expect(matches("a.x == 'this or that'")).toBe(false);
    expect(matches("a.x != 'this or that'")).toBe(true);
    expect(matches("a.x == '1' or a.x == ' and '")).toBe(true);
  });

  test('counts for its constant truth if it names no resource (§9.5 PORT)', () => {
    expect(matches("a.x == '9' or True")).toBe(true);
    expect(matches("a.x == '1' and ''")).toBe(false);
    expect(matches("none.x == '' or 1 == 1")).toBe(true);
    expect(matches("a.x == '1' and 1 < 'x'")).toBe(false);
  });

  test('stays together with its neighbour if there is no space between, as in plainbox', () => {
    expect(matches("a.x == '1'\tand a.n == 'de'")).toBe(false);
    expect(matches("a.x == '1'\tand a.n == 'abc' or a.x == '9'")).toBe(true);
  });
});

describe('what an expression may hold (§9.2 PORT)', () => {
  const refusal = (text: string): unknown => {
    try {
      return parseExpression(text).aliases;
    } catch (error) {
      const { fault, construct } = error as ResourceProgramError;
      return construct ?? fault;
    }
  };

  test('is checked everywhere, also in the arguments of calls and behind a second dot', () => {
    expect(refusal("len(open('/etc/passwd').read()) == 1 and a.x")).toBe('Call');
    expect(refusal('int(-1) == a.x')).toBe('USub');
    expect(refusal("(a.x if 1 else 2).y == ''")).toBe('Attribute');
    expect(refusal('a.b.c')).toBe('Attribute');
    expect(refusal("'x'.y == a.z")).toBe('Attribute');
  });

  test('refers to the resources that the arguments of calls name', () => {
    expect(refusal("int(a.x) == 5 and len(b.y) == len('c')")).toEqual(['a', 'b']);
  });

  test('calls four functions, with positional arguments alone', () => {
    expect(refusal('len(a.x) + 1')).toBe('Add');
    expect(refusal('int(x=a.b)')).toBe('Call');
    expect(refusal('int(*a.b)')).toBe('Starred');
    expect(refusal('int(**a.b)')).toBe('Call');
    expect(refusal('str(a.b)')).toBe('Call');
    expect(refusal('len(x for x in a.b)')).toBe('GeneratorExp');
    expect(refusal('int == a.b')).toEqual(['int', 'a']);
  });

  test.each([
    ['[a for a in b]', 'ListComp'],
    ['{a for a in b}', 'SetComp'],
    ['{a: 1 for a in b}', 'DictComp'],
    ['{a: 1, **b}', 'Dict'],
    ['{a, b}', 'Set'],
    ['(x := a.b)', 'NamedExpr'],
    ['a[1:2, ...]', 'Subscript'],
    ['a ** b', 'Pow'],
    ['a @ b // c', 'MatMult'],
    ['a | b ^ c & d << e', 'BitOr'],
    ['lambda x, *y, z=1: a', 'Lambda'],
    ['yield', 'Yield'],
    ['(yield from a)', 'YieldFrom'],
    ['a += 1', 'AugAssign'],
    ['a: int = 1', 'AnnAssign'],
    ['a = b = 1', 'Assign'],
    ['del a', 'Delete'],
    ['a[0] if -b else c', 'IfExp'],
    ['not a and b[0]', 'Not'],
    ["a.x == f'{b}'", 'JoinedStr'],
  ])('%s has a %s', (text, construct) => {
    expect(refusal(text)).toBe(construct);
  });
});

describe('the size of an expression', () => {
  const fault = (text: string): string => {
    try {
      parseExpression(text);
      return 'none';
    } catch (error) {
      return (error as ResourceProgramError).fault;
    }
  };

  test('is bounded in length and depth, and nothing overflows the stack', () => {
    expect(fault(`a.x == '${'x'.repeat(70_000)}'`)).toBe('too-large');
    expect(fault(`${'('.repeat(5000)}a${')'.repeat(5000)}`)).toBe('too-large');
    expect(fault(`${'not '.repeat(10_000)}a`)).toBe('too-large');
    expect(fault(`${'-'.repeat(10_000)}a`)).toBe('too-large');
    expect(fault(`${'lambda:'.repeat(5000)}a`)).toBe('too-large');
    expect(fault(`${'a**'.repeat(5000)}a`)).toBe('too-large');
    expect(fault(`${'a if b else '.repeat(5000)}a`)).toBe('too-large');
    expect(fault(`${'['.repeat(90)}a${']'.repeat(90)}`)).toBe('none');
    expect(fault(Array.from({ length: 5000 }, () => 'a.x').join(' or '))).toBe('none');
    expect(fault(Array.from({ length: 5000 }, () => 'a').join(' == '))).toBe('none');
  });

  test('is bounded in resources', () => {
    const names = (count: number): string =>
      Array.from({ length: count }, (_, i) => `a${i}.x`).join(' == ');
    expect(fault(names(100))).toBe('none');
    expect(fault(names(101))).toBe('too-large');
  });

  test.each([' or ', ' and ', ' == '])(
    'makes neither compiling nor asking slow: %s',
    (operator) => {
      const operands = Array.from({ length: 5000 }, (_, i) => `a${i % 100}.x`).join(operator);
      const resources: ResourceMap = new Map(
        Array.from({ length: 100 }, (_, i) => [`a${i}`, [new Resource({ x: '1' })]]),
      );
      expect(new ResourceExpression(operands).matches(resources)).toBe(true);
      expect(new ResourceExpression(`(${operands})`).matches(resources)).toBe(true);
    },
  );
});

test('whatever the text, it compiles or is refused with an error of our own', () => {
  const piece = fc.constantFrom(
    'a',
    '.',
    'x',
    ' ',
    '==',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    "'",
    '"',
    '\\',
    '\n',
    ',',
    ':',
    '=',
    '1',
    '0x',
    'and',
    'or',
    'not',
    'in',
    'is',
    'if',
    'else',
    'for',
    'lambda',
    'yield',
    'await',
    '*',
    '**',
    '-',
    'f',
    'b',
    'r',
    '...',
    'len',
    '#',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string({ unit: 'binary' }))),
      (pieces) => {
        const text = pieces.join('');
        try {
          const { aliases } = new ResourceExpression(text);
          expect(aliases.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ResourceProgramError);
        }
      },
    ),
    { numRuns: 3000 },
  );
});
