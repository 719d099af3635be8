import displayWidth from 'fast-string-width';
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
  const blocks = columns.map((column) => blockOf(column, rows, colors));
  const lines = [undefined, ...rows].map((_, line) => blocks.map((block) => block[line]).join(GAP));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

const GAP = '  ';

/** The title of a column and what stands below it, all of one width. */
function blockOf<Row>(
  { title, value, shown = value, color, align }: Column<Row>,
  rows: readonly Row[],
  colors: Colors,
): readonly string[] {
  const texts = rows.map((row) => oneLine(shown(row)));
  const widths = [title, ...texts].map((text) => displayWidth(text));
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  const painted = [
    colors.dim(title),
    ...rows.map((row, index) => {
      const text = texts[index] ?? '';
      return color ? color(colors, row)(text) : text;
    }),
  ];
  return painted.map((text, index) => {
    const space = ' '.repeat(widest - (widths[index] ?? 0));
    return align === 'right' ? space + text : text + space;
  });
}
