import { OUTCOMES, type Outcome } from '@plainbox/state';
import { formatDuration } from './duration.js';
import { outcomeText, paintOutcome } from './outcome-text.js';
import { type Column, tableForEyes, writeTable } from './table.js';
import type { Terminal } from './terminal.js';

/** What came of a session, one row for each outcome. */
export interface OutcomeRow {
  readonly outcome: Outcome;
  readonly jobs: number;
  /** Seconds that these jobs took together. */
  readonly seconds: number;
}

/** Counts jobs by their last outcome; the outcome of most jobs comes first. */
export function countOutcomes(
  jobs: Iterable<{ readonly outcome: Outcome; readonly seconds: number | null }>,
): readonly OutcomeRow[] {
  const rows = new Map<Outcome, { outcome: Outcome; jobs: number; seconds: number }>();
  for (const { outcome, seconds } of jobs) {
    const row = rows.get(outcome) ?? { outcome, jobs: 0, seconds: 0 };
    row.jobs += 1;
    row.seconds += seconds ?? 0;
    rows.set(outcome, row);
  }
  return [...rows.values()].sort((a, b) => b.jobs - a.jobs);
}

/** Jobs by their last outcome; `none`: not run. */
export function countsByName(rows: readonly OutcomeRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map(({ outcome, jobs }) => [outcome ?? 'none', jobs]));
}

/** Whether a job with this outcome makes the run a failed one. */
export function isFailure(outcome: Outcome): boolean {
  return OUTCOMES.get(outcome)?.exportedAs === 'fail';
}

const COLUMNS: readonly Column<OutcomeRow>[] = [
  {
    title: 'outcome',
    value: ({ outcome }) => outcome ?? 'none',
    shown: ({ outcome }) => outcomeText(outcome),
    color: (colors, { outcome }) => paintOutcome(colors, outcome),
  },
  { title: 'jobs', value: ({ jobs }) => String(jobs), align: 'right' },
  {
    title: 'time',
    value: ({ seconds }) => String(seconds),
    shown: ({ seconds }) => formatDuration(seconds),
    align: 'right',
  },
];

/** The counts as data. */
export function writeOutcomes(terminal: Terminal, rows: readonly OutcomeRow[]): void {
  writeTable(terminal, COLUMNS, rows);
}

/** The counts as a message, for when the data are something else. */
export function tellOutcomes(terminal: Terminal, rows: readonly OutcomeRow[]): void {
  terminal.tell(tableForEyes(COLUMNS, rows, terminal.messageColors).trimEnd());
}
