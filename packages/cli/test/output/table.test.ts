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
