// What Python has and resource expressions haven't, by the names that Python's syntax tree has for it.

/** Statements by the keyword that begins them, with Python's names. */
export const STATEMENTS: ReadonlyMap<string, string> = new Map([
  ['import', 'Import'],
  ['from', 'ImportFrom'],
  ['pass', 'Pass'],
  ['assert', 'Assert'],
  ['del', 'Delete'],
  ['raise', 'Raise'],
  ['return', 'Return'],
  ['global', 'Global'],
  ['nonlocal', 'Nonlocal'],
  ['break', 'Break'],
  ['continue', 'Continue'],
]);

/** Python's operators on numbers by how tightly they bind, loosest first. None of them is allowed. */
export const ARITHMETIC: readonly ReadonlyMap<string, string>[] = [
  new Map([['|', 'BitOr']]),
  new Map([['^', 'BitXor']]),
  new Map([['&', 'BitAnd']]),
  new Map([
    ['<<', 'LShift'],
    ['>>', 'RShift'],
  ]),
  new Map([
    ['+', 'Add'],
    ['-', 'Sub'],
  ]),
  new Map([
    ['*', 'Mult'],
    ['/', 'Div'],
    ['//', 'FloorDiv'],
    ['%', 'Mod'],
    ['@', 'MatMult'],
  ]),
];

/** Signs in front of an operand. */
export const SIGNS: ReadonlyMap<string, string> = new Map([
  ['-', 'USub'],
  ['+', 'UAdd'],
  ['~', 'Invert'],
]);
