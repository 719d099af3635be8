import Table from 'cli-table3';
import type { Colors, Terminal } from './terminal.js';
import { oneLine } from './text.js';

/** One column: how a row reads to a program, and (where that differs) to a person. */
export interface Column<Row> {
  readonly title: string;
  /** Stable text for programs. */
  readonly value: (row: Row) => string;
  /** Text for eyes; `value` where it is missing. */
  readonly shown?: (row: Row) => string;
  readonly color?: (colors: Colors, row: Row) => (text: string) => string;
  readonly align?: 'left' | 'right';
}

/** Rows as an aligned table on a terminal, as tab-separated values without a header elsewhere. */
export function writeTable<Row>(
  terminal: Terminal,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): void {
  terminal.write(
    terminal.forEyes
      ? tableForEyes(columns, rows, terminal.dataColors)
      : tabSeparated(columns, rows),
  );
}

function tabSeparated<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return rows
    .map((row) => `${columns.map(({ value }) => oneLine(value(row))).join('\t')}\n`)
    .join('');
}

/** Rows as an aligned table under titles. */
export function tableForEyes<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  colors: Colors,
): string {
  const table = new Table({
    head: columns.map(({ title }) => colors.dim(title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
  });
  for (const row of rows) {
    table.push(
      columns.map(({ value, shown, color }) => {
        const text = oneLine((shown ?? value)(row));
        return color ? color(colors, row)(text) : text;
      }),
    );
  }
  return `${table.toString().replace(/ +$/gm, '')}\n`;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
