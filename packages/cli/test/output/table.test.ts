import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { type Column, writeTable } from '../../src/output/table.js';
import { recordingTerminal } from './recording-terminal.js';

interface Row {
  readonly name: string;
  readonly bytes: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', value: (row) => row.name },
  {
    title: 'size',
    value: (row) => String(row.bytes),
    shown: (row) => `${row.bytes} B`,
    align: 'right',
  },
];
const rows: readonly Row[] = [
  { name: 'a', bytes: 5 },
  { name: 'longer', bytes: 1024 },
];

test('a pipe gets tab-separated values without a header', () => {
  const { terminal, stdout } = recordingTerminal();
  writeTable(terminal, columns, rows);
  expect(stdout()).toBe('a\t5\nlonger\t1024\n');
});

test('a value can hold neither a tab nor a line break', () => {
  const { terminal, stdout } = recordingTerminal();
  writeTable(terminal, columns, [{ name: 'a\tb\nc', bytes: 0 }]);
  expect(stdout()).toBe('a\\x09b\\x0ac\t0\n');
});

test('eyes get aligned columns under titles', () => {
  const { terminal, stdout } = recordingTerminal({
    stdoutIsTerminal: true,
    env: { NO_COLOR: '1' },
  });
  writeTable(terminal, columns, rows);
  expect(stdout()).toBe('name      size\na          5 B\nlonger  1024 B\n');
});

test('columns are as wide as they are seen: wide characters count twice, colours not at all', () => {
  const { terminal, stdout } = recordingTerminal({
    stdoutIsTerminal: true,
    env: { FORCE_COLOR: '1' },
  });
  const painted: readonly Column<Row>[] = columns.map((column) => ({
    ...column,
    color: ({ red }) => red,
  }));
  writeTable(terminal, painted, [
    { name: '検査', bytes: 5 },
    { name: 'abcde', bytes: 10 },
  ]);
  expect(stripVTControlCharacters(stdout())).toBe('name   size\n検査    5 B\nabcde  10 B\n');
});

test('ten thousand rows are no more than their text', () => {
  const { terminal, stdout } = recordingTerminal({ stdoutIsTerminal: true, env: {} });
  writeTable(
    terminal,
    columns,
    Array.from({ length: 10_000 }, (_, bytes) => ({ name: 'a', bytes })),
  );
  expect(stdout().split('\n')).toHaveLength(10_002);
});
