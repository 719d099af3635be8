// Sessions as bytes and back, beside what the engine does with the same data at least. Targets: README.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodec } from '@plainbox/codecs';
import { readOptions } from '../harness/options.mjs';
import { race } from '../harness/race.mjs';
import { describeMachine, writeResult } from '../harness/results.mjs';
import { makeState } from '../harness/session.mjs';
import { p50, ratio, summarize } from '../harness/statistics.mjs';
import { printTable } from '../harness/table.mjs';
import { printTargets } from '../harness/targets.mjs';
import { formatMicroseconds, formatRatio } from '../harness/units.mjs';

const MODULE = new URL('contender.mjs', import.meta.url);
const SIZES = [1000, 10_000, 100_000];
/** Runs of the long steps in a round, by the size of the session: about as long for each. */
const COUNTS = { 1000: 20, 10000: 4, 100000: 1 };
const SMALL_STEPS = 500;
/** Runs of the long steps before the first round: until the engine has compiled them, which 20 short ones don't tell it to. */
const WARM_UPS = { 1000: 200, 10000: 20, 100000: 2 };

const WRITE = 'JSON.stringify';
const READ = 'read + gunzip + JSON.parse';
/** What each step is compared with, where there is something to compare it with. */
const STEPS = {
  [WRITE]: undefined,
  suspend: WRITE,
  [READ]: undefined,
  resume: READ,
  'resume, jobs unhashed': READ,
  delta: undefined,
  peek: undefined,
};

/** What takes memory, and how it is called in the table. */
const MEMORY = {
  memory: 'memory of resume',
  'memory, not optimized': 'the same, its code not optimized',
  'memory, bare': `memory of ${READ}`,
};
/** Of a small session, what the engine's compiler works with is more than the session. */
const NODE_OPTIONS = { 'memory, not optimized': ['--no-opt'] };

/** Runs at the begin of a turn that don't count: the others have used the processor meanwhile. */
const LEAD = 5;

const { quick, seed, random } = readOptions();
const rounds = quick ? 3 : 9;
const folder = mkdtempSync(join(tmpdir(), 'plainbox-codecs-'));
try {
  const runs = [];
  for (const size of SIZES) runs.push(await measure(size));
  report(runs);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(size) {
  const file = join(folder, String(size));
  const state = makeState(size);
  writeFileSync(file, createCodec().suspendSync(state));
  const text = createCodec({ envelope: [] }).suspendSync(state).length;
  const contender = (name, count, others = {}) => ({
    name,
    module: MODULE,
    parameters: { name, size, file },
    count,
    ...others,
  });
  const small = (name) => (name === 'delta' ? SMALL_STEPS : name === 'peek' ? 20 : COUNTS[size]);
  const contenders = [
    ...Object.keys(STEPS).map((name) => contender(name, small(name))),
    ...Object.keys(MEMORY).map((name) =>
      contender(name, 1, { fresh: true, execArgv: NODE_OPTIONS[name] }),
    ),
  ];
  const results = await race(contenders, { rounds, lead: LEAD, warmUp: WARM_UPS[size], random });
  return { size, text, of: (name) => results.get(name), names: [...results.keys()] };
}

function report(runs) {
  const head = ['', ...runs.map(({ size }) => size.toLocaleString('en')), 'compared with'];
  const rows = Object.entries(STEPS).map(([name, base]) => [
    name,
    ...runs.map(({ of }) => cell(of, name, base)),
    base ?? '',
  ]);
  const memory = Object.entries(MEMORY).map(([name, title]) => [
    title,
    ...runs.map(({ of, text }) => formatRatio(p50(of(name)) / text)),
    'the text',
  ]);
  printTable('Sessions as bytes and back, by number of results', [head, ...rows, ...memory]);
  const targets = runs.flatMap(({ size, of, text }) => [
    target(`suspend, ${size}`, ratio(of('suspend'), of(WRITE)), 2),
    target(`resume, ${size}`, ratio(of('resume'), of(READ)), 3),
    target(`memory of resume over text, ${size}`, p50(of('memory')) / text, 6),
  ]);
  const [least, most] = [runs[0], runs[runs.length - 1]];
  targets.push(
    target(
      'delta, largest over smallest session',
      p50(most.of('delta')) / p50(least.of('delta')),
      2,
    ),
    target(
      'bytes of a delta, the same',
      most.of('delta').facts.bytes / least.of('delta').facts.bytes,
      1.05,
    ),
    {
      name: `peek, ${most.size}`,
      value: p50(most.of('peek')),
      atMost: 20_000,
      format: formatMicroseconds,
    },
  );
  printTargets(targets);
  writeResult('codecs.json', {
    machine: describeMachine(),
    seed,
    rounds,
    targets,
    sizes: runs.map(({ size, text, of, names }) => ({
      results: size,
      textBytes: text,
      steps: Object.fromEntries(names.map((name) => [name, entry(of, name)])),
    })),
  });
}

function target(name, value, atMost) {
  return { name, value, atMost };
}

function cell(of, name, base) {
  const time = formatMicroseconds(p50(of(name)));
  return base === undefined ? time : `${time} ${formatRatio(ratio(of(name), of(base)))}`;
}

function entry(of, name) {
  const { p50: median, p99, ...rest } = summarize(of(name));
  if (name in MEMORY) return { bytes: median, ...rest };
  const base = STEPS[name];
  return { p50: median, p99, ...rest, ...(base && { ratio: ratio(of(name), of(base)) }) };
}
