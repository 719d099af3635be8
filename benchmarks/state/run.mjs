import { readOptions } from '../harness/options.mjs';
import { race } from '../harness/race.mjs';
import { describeMachine, writeResult } from '../harness/results.mjs';
import { p50, ratio, summarize } from '../harness/statistics.mjs';
import { printTable } from '../harness/table.mjs';
import { isMet, printTargets } from '../harness/targets.mjs';
import { formatMicroseconds, formatRatio } from '../harness/units.mjs';
import { BATCH } from './result.mjs';

const SIZES = [1_000, 10_000, 100_000];
const LARGEST = 100_000;
const MICROSECONDS = 1_000_000;

const { quick, seed, random } = readOptions();

const module = (name) => new URL(`${name}.mjs`, import.meta.url);
const named = (name, size) => `${name}, ${size}`;
/** Runs in a round: fewer where each takes long. */
const countOf = (size) => Math.max(1, Math.round(LARGEST / size / 5));
/** Batches of results in a round. */
const BATCHES = 100;

const DESIRE = 'new session and run list';
const RESULT = 'result, no dependents';
const RESULT_ANY = 'result, any job';
const LOOK_UP = 'for comparison: Map.get and one store';
const SESSION = 'whole session';
const CHAINS = {
  'chain of jobs that need the one before': 'front',
  'chain of jobs that need the one behind': 'back',
};
const MEMORY = 'memory';
const MEMORY_RESULTS = 'memory, with results';

const contenders = [
  ...SIZES.flatMap((size) => [
    {
      name: named(DESIRE, size),
      module: module('desire'),
      parameters: { size },
      count: countOf(size),
    },
    {
      name: named(RESULT, size),
      module: module('result'),
      parameters: { size, dependents: 'none' },
      count: BATCHES,
    },
    {
      name: named(RESULT_ANY, size),
      module: module('result'),
      parameters: { size, dependents: 'any' },
      count: BATCHES,
    },
    {
      name: named(LOOK_UP, size),
      module: module('look-up'),
      parameters: { size },
      count: BATCHES,
    },
    {
      name: named(SESSION, size),
      module: module('session'),
      parameters: { size },
      count: countOf(size),
    },
    {
      name: named(MEMORY, size),
      module: module('memory'),
      parameters: { size, results: false },
      fresh: true,
    },
    {
      name: named(MEMORY_RESULTS, size),
      module: module('memory'),
      parameters: { size, results: true },
      fresh: true,
    },
  ]),
  ...Object.entries(CHAINS).map(([name, chain]) => ({
    name: named(name, LARGEST),
    module: module('desire'),
    parameters: { size: LARGEST, chain },
  })),
];

const runs = await race(contenders, { rounds: quick ? 3 : 9, random });
const run = (name, size) => runs.get(named(name, size));

const formatBytes = (value) => `${Math.round(value)} B`;
const formatSeconds = (value) => `${value.toFixed(2)} s`;
const formatBatch = (value) => formatMicroseconds(value / BATCH);
const FORMATS = {
  [RESULT]: formatBatch,
  [RESULT_ANY]: formatBatch,
  [LOOK_UP]: formatBatch,
  [MEMORY]: formatBytes,
  [MEMORY_RESULTS]: formatBytes,
};

printTable('State, p50', [
  ['', ...SIZES.map((size) => `${size} jobs`), '100 000 against 10 000', '100 000 against 1 000'],
  ...[
    DESIRE,
    ...Object.keys(CHAINS),
    RESULT,
    RESULT_ANY,
    LOOK_UP,
    SESSION,
    MEMORY,
    MEMORY_RESULTS,
  ].map((name) => {
    const format = FORMATS[name] ?? formatMicroseconds;
    const cell = (size) => (run(name, size) ? format(p50(run(name, size))) : '');
    const against = (size) =>
      run(name, size) ? formatRatio(ratio(run(name, LARGEST), run(name, size))) : '';
    return [name, ...SIZES.map(cell), against(10_000), against(1_000)];
  }),
]);

const seconds = (name) => p50(run(name, LARGEST)) / MICROSECONDS;
const targets = [
  {
    name: `${DESIRE}: 100 000 against 10 000`,
    value: ratio(run(DESIRE, LARGEST), run(DESIRE, 10_000)),
    atMost: 13,
  },
  {
    name: `${DESIRE}: 100 000`,
    value: seconds(DESIRE),
    atMost: 0.5,
    format: formatSeconds,
  },
  {
    name: `${RESULT}: 100 000 against 1 000`,
    value: ratio(run(RESULT, LARGEST), run(RESULT, 1_000)),
    atMost: 1.5,
  },
  {
    name: `${RESULT}: 100 000`,
    value: p50(run(RESULT, LARGEST)) / BATCH,
    atMost: 2,
    format: formatMicroseconds,
  },
  { name: `${SESSION}: 100 000`, value: seconds(SESSION), atMost: 2, format: formatSeconds },
  ...[MEMORY, MEMORY_RESULTS].map((name) => ({
    name: `${name}, for each of 100 000`,
    value: p50(run(name, LARGEST)),
    atMost: 1536,
    format: formatBytes,
  })),
];
const met = printTargets(targets);

writeResult('state.json', {
  machine: describeMachine(),
  seed,
  quick,
  // Microseconds for a run, or bytes for a job; a run of results takes in a batch of them.
  batch: BATCH,
  runs: Object.fromEntries([...runs].map(([name, each]) => [name, summarize(each)])),
  targets: targets.map(({ format: _, ...target }) => ({ ...target, met: isMet(target) })),
});
if (!met) process.exitCode = 1;
