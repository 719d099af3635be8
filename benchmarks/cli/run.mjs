import { fileURLToPath } from 'node:url';
import { readOptions } from '../harness/options.mjs';
import { race } from '../harness/race.mjs';
import { describeMachine, writeResult } from '../harness/results.mjs';
import { p50, p99, ratio, summarize } from '../harness/statistics.mjs';
import { printTable } from '../harness/table.mjs';
import { isMet, printTargets } from '../harness/targets.mjs';
import { formatMicroseconds } from '../harness/units.mjs';
import { makePlaces } from './places.mjs';

const SESSIONS = 1_000;
const JOBS = 10_000;
const MILLISECOND = 1_000;
const NOTHING_TO_DO = 4;

const { quick, seed, random } = readOptions();
const main = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));
const module = new URL('command.mjs', import.meta.url);
const places = await makePlaces({ sessions: SESSIONS, jobs: JOBS });

const plainbox = (name, words, more = {}) => ({
  name,
  module,
  parameters: { words: [main, ...words], ...more },
});
const NODE = 'node -e 0';
const VERSION = 'plainbox --version';
const LS_NONE = 'ls, no session';
const LS_MANY = `ls, ${SESSIONS} sessions`;
const SHOW = `show, ${JOBS} jobs`;
const PLAN = `resume --dry-run, ${JOBS} jobs`;

const contenders = [
  { name: NODE, module, parameters: { words: ['-e', '0'] } },
  plainbox(VERSION, ['--version']),
  plainbox(LS_NONE, ['ls', '--store', places.none]),
  plainbox(LS_MANY, ['ls', '--store', places.many]),
  plainbox(SHOW, ['show', '--store', places.large]),
  plainbox(PLAN, ['resume', '--dry-run', '--store', places.large], { exitCode: NOTHING_TO_DO }),
];

let runs;
try {
  runs = await race(contenders, { rounds: quick ? 5 : 25, warmUp: 1, random });
} finally {
  await places.remove();
}
const run = (name) => runs.get(name);

printTable('A command, from start to end', [
  ['command', 'p50', 'p99', 'against node -e 0'],
  ...contenders.map(({ name }) => [
    name,
    formatMicroseconds(p50(run(name))),
    formatMicroseconds(p99(run(name))),
    `x${ratio(run(name), run(NODE)).toFixed(2)}`,
  ]),
]);

const targets = [
  { name: `${VERSION} against ${NODE}`, value: ratio(run(VERSION), run(NODE)), atMost: 1.5 },
  {
    name: `${LS_MANY}: more than over none`,
    value: p50(run(LS_MANY)) - p50(run(LS_NONE)),
    atMost: 300 * MILLISECOND,
    format: formatMicroseconds,
  },
  ...[SHOW, PLAN].map((name) => ({
    name,
    value: p50(run(name)),
    atMost: 1_000 * MILLISECOND,
    format: formatMicroseconds,
  })),
];
const allMet = printTargets(targets);
writeResult('cli.json', {
  machine: describeMachine(),
  seed,
  quick,
  runs: Object.fromEntries([...runs].map(([name, each]) => [name, summarize(each)])),
  targets: targets.map(({ format: _, ...target }) => ({ ...target, met: isMet(target) })),
});
process.exitCode = allMet ? 0 : 1;
