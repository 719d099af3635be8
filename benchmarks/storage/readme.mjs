import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { p50, ratio } from '../harness/statistics.mjs';
import { formatMicroseconds, formatRatio } from '../harness/units.mjs';
import { ASYNC, LIMIT, SYNC, WRITE_FILE_ATOMIC } from './contenders.mjs';

const README = new URL('../../README.md', import.meta.url);
const BLOCK = /(<!-- storage benchmark:[^\n]*-->\n).*?(<!-- end -->)/s;
const PLOT =
  '![Cost of a checkpoint against the jobs of the session, both logarithmic](benchmarks/results/storage.svg)';
const SHOWN = [LIMIT, SYNC, ASYNC, 'better-sqlite3, WAL, full sync', WRITE_FILE_ATOMIC];

/** Puts the medians of this run, and the plot that it has written, into the README of the project. */
export function updateReadme(bySize) {
  const sizes = [...bySize.keys()];
  const head = ['', ...sizes.map((size) => `${size.toLocaleString('en')} jobs`)];
  const rows = SHOWN.map((name) => [name, ...sizes.map((size) => cell(bySize.get(size), name))]);
  const align = head.map((_, column) => (column === 0 ? 'l' : 'r'));
  const table = markdownTable([head, ...rows], { align });
  const text = readFileSync(README, 'utf8');
  if (!BLOCK.test(text)) throw new Error('README.md has no place for the storage benchmark');
  writeFileSync(README, text.replace(BLOCK, `$1\n${table}\n\n${PLOT}\n\n$2`));
}

function cell(runs, name) {
  const run = runs.get(name);
  const median = formatMicroseconds(p50(run));
  return name === LIMIT ? median : `${median} (${formatRatio(ratio(run, runs.get(LIMIT)))})`;
}
