import { median } from 'd3-array';
import { p50, p99, ratio } from '../harness/statistics.mjs';
import { formatMicroseconds, formatRatio } from '../harness/units.mjs';
import { ASYNC, EMBEDDED_STORES, LIMIT, SYNC, WRITE_FILE_ATOMIC } from './contenders.mjs';

/** How many times faster than rewriting everything, by jobs. */
const FASTER_THAN_REWRITING = new Map([
  [100, 8],
  [1000, 25],
  [10_000, 150],
  [100_000, 1500],
]);
const FIRST_SIZE_OF_THE_DISK = 100_000;

/** What the races are to show, as promised in issue 5. */
export function judge({ bySize, inMemory, rotation, callers, loading }) {
  return [
    ...[...bySize].flatMap(([size, runs]) => targetsOfSize(size, runs)),
    flatness(bySize),
    ...(inMemory === undefined ? [] : targetsInMemory(inMemory)),
    ...[...rotation].map(([size, runs]) => ({
      name: `${size}: p99 while a new generation is written, to the limit's p99`,
      value: p99(runs.get(ASYNC)) / p99(runs.get(LIMIT)),
      atMost: 2,
    })),
    ...targetsOfCallers(callers),
    {
      name: 'loading with a full journal, to the same as one snapshot',
      value: ratio(loading.runs.get('full journal'), loading.runs.get('one snapshot')),
      atMost: 1.3,
    },
  ];
}

function targetsOfSize(size, runs) {
  const to = (name, base) => ratio(runs.get(name), runs.get(base));
  const stores = EMBEDDED_STORES.map((name) => ({ name, value: to(ASYNC, name) }));
  const best = stores.reduce((a, b) => (a.value > b.value ? a : b));
  return [
    { name: `${size}: checkpoint() to the limit`, value: to(ASYNC, LIMIT), atMost: 1.25 },
    { name: `${size}: checkpointSync() to the limit`, value: to(SYNC, LIMIT), atMost: 1 },
    {
      name: `${size}: checkpoint() to the best store (${best.name})`,
      value: best.value,
      atMost: size < FIRST_SIZE_OF_THE_DISK ? 1 : 1.15,
    },
    {
      name: `${size}: times faster than write-file-atomic`,
      value: to(WRITE_FILE_ATOMIC, ASYNC),
      atLeast: FASTER_THAN_REWRITING.get(size),
    },
    {
      name: `${size}: p99 of checkpoint() to the limit's p99`,
      value: p99(runs.get(ASYNC)) / p99(runs.get(LIMIT)),
      atMost: 2,
    },
  ];
}

/** Both sizes were raced at other times; what their limits say of those times is taken out. */
function flatness(bySize) {
  const sizes = [...bySize.keys()];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map((size) => {
    const runs = bySize.get(size);
    return ratio(runs.get(ASYNC), runs.get(LIMIT));
  });
  return {
    name: `checkpoint() at ${Math.max(...sizes)} jobs to that at ${Math.min(...sizes)}`,
    value: most / least,
    atMost: 1.25,
  };
}

function targetsInMemory(runs) {
  const format = formatMicroseconds;
  return [
    { name: 'in memory: checkpoint()', value: p50(runs.get(ASYNC)), atMost: 40, format },
    { name: 'in memory: checkpointSync()', value: p50(runs.get(SYNC)), atMost: 15, format },
  ];
}

function targetsOfCallers(runs) {
  const rate = (name) => median(runs.get(name).rounds.flat());
  return [
    {
      name: '64 callers: rate to one by one',
      value: rate('plainbox, 64 callers') / rate('plainbox, one caller'),
      atLeast: 20,
      format: formatRatio,
    },
    {
      name: '64 callers: rate to that of lmdb',
      value: rate('plainbox, 64 callers') / rate('lmdb, 64 callers'),
      atLeast: 1,
      format: formatRatio,
    },
  ];
}
