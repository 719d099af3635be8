import type { Column } from './table.js';
import type { Terminal } from './terminal.js';

/** What a row is about. */
interface RowOfDevice {
  readonly device?: string | undefined;
}

/**
 * The columns of a table of jobs, and the device of each where any row has one: beside the job for eyes, and last in a
 * pipe, where programs count on the places of the others.
 */
export function withDeviceColumn<Row extends RowOfDevice>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { forEyes }: Pick<Terminal, 'forEyes'>,
): readonly Column<Row>[] {
  if (rows.every(({ device }) => device === undefined)) return columns;
  const column: Column<Row> = { title: 'device', value: ({ device }) => device ?? '' };
  return forEyes ? [...columns.slice(0, 1), column, ...columns.slice(1)] : [...columns, column];
}
