import { keepAwake } from '../harness/awake.mjs';
import { readOptions } from '../harness/options.mjs';
import { describeMachine, writeResult } from '../harness/results.mjs';
import { p50, p99, ratio, summarize } from '../harness/statistics.mjs';
import { printTable } from '../harness/table.mjs';
import { isMet, printTargets } from '../harness/targets.mjs';
import { formatMicroseconds, formatRatio } from '../harness/units.mjs';
import { LIMIT } from './contenders.mjs';
import { hasMemoryFolder } from './folders.mjs';
import {
  raceCallers,
  raceCheckpoints,
  raceInMemory,
  raceLoading,
  raceRotation,
} from './measure.mjs';
import { plotBySize } from './plot.mjs';
import { updateReadme } from './readme.mjs';
import { judge } from './targets.mjs';

const SIZES = [100, 1000, 10_000, 100_000];
const ROTATING_SIZES = [10_000, 100_000];
const SIZE_IN_MEMORY = 1000;
const SIZE_OF_CALLERS = 1000;
const SIZE_TO_LOAD = 100_000;

const options = readOptions();
const started = performance.now();
const results = await keepAwake(measureAll);
const targets = judge(results);
const allMet = printTargets(targets);
write(results, targets);
if (options.readme) updateReadme(results.bySize);
console.log(
  `\n${Math.round((performance.now() - started) / 1000)} s; to repeat the order: --seed ${options.seed}`,
);
process.exitCode = allMet ? 0 : 1;

async function measureAll() {
  const bySize = new Map();
  for (const size of SIZES) {
    const runs = await raceCheckpoints(options, 'disk', size);
    printRace(`One changed result made durable, ${size} jobs`, runs);
    bySize.set(size, runs);
  }
  const inMemory = hasMemoryFolder ? await raceInMemory(options, SIZE_IN_MEMORY) : undefined;
  if (inMemory) printRace(`The same in memory (tmpfs), ${SIZE_IN_MEMORY} jobs`, inMemory);
  const rotation = new Map();
  for (const size of ROTATING_SIZES) {
    const runs = await raceRotation(options, size);
    printRace(`While a new generation is written, ${size} jobs`, runs);
    rotation.set(size, runs);
  }
  const callers = await raceCallers(options, SIZE_OF_CALLERS);
  printTable('Durable operations a second', [
    ['', 'a second'],
    ...[...callers.values()].map((run) => [run.name, p50(run).toFixed(0)]),
  ]);
  const loading = await raceLoading(options, SIZE_TO_LOAD);
  printTable(`Loading ${SIZE_TO_LOAD} jobs, the journal having ${loading.records} records`, [
    ['', 'median'],
    ...[...loading.runs.values()].map((run) => [run.name, formatMicroseconds(p50(run))]),
  ]);
  return { bySize, inMemory, rotation, callers, loading };
}

function printRace(title, runs) {
  const limit = runs.get(LIMIT);
  printTable(title, [
    ['', 'p50', 'to the limit', 'p99', 'to its p99', 'samples'],
    ...[...runs.values()].map((run) => [
      run.name,
      formatMicroseconds(p50(run)),
      formatRatio(ratio(run, limit)),
      formatMicroseconds(p99(run)),
      formatRatio(p99(run) / p99(limit)),
      String(run.rounds.flat().length),
    ]),
  ]);
}

function write({ bySize, inMemory, rotation, callers, loading }, judged) {
  const withRatios = (runs) =>
    Object.fromEntries(
      [...runs.values()].map((run) => [
        run.name,
        { ...summarize(run), toLimit: ratio(run, runs.get(LIMIT)) },
      ]),
    );
  const plain = (runs) =>
    Object.fromEntries([...runs.values()].map((run) => [run.name, summarize(run)]));
  const bySizes = (map) =>
    Object.fromEntries([...map].map(([size, runs]) => [size, withRatios(runs)]));
  writeResult('storage.json', {
    machine: describeMachine(),
    seed: options.seed,
    quick: options.quick,
    units: 'microseconds; of callers: operations a second',
    targets: judged.map(({ format, ...target }) => ({ ...target, met: isMet(target) })),
    bySize: bySizes(bySize),
    ...(inMemory && { inMemory: withRatios(inMemory) }),
    rotation: bySizes(rotation),
    callers: plain(callers),
    loading: { records: loading.records, ...plain(loading.runs) },
  });
  writeResult('storage.svg', plotBySize(bySize));
}
