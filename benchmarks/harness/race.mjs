import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CONTENDER_PROCESS = fileURLToPath(new URL('contender-process.mjs', import.meta.url));

/** Milliseconds, at most. */
const LONGEST_WARM_UP = 1000;

/**
 * Options of Node for all contenders. V8 shrinks the heap of a process that has been idle for some seconds, as contenders are
 * while others have their turn: its garbage is then collected a dozen times as often.
 */
const NODE_OPTIONS = ['--expose-gc', '--no-memory-reducer'];

/**
 * One that takes part in a race.
 *
 * @typedef {object} Contender
 * @property {string} name  unique in its race
 * @property {URL} module  see README.md, "A contender"
 * @property {unknown} [parameters]  handed to the module's `prepare`
 * @property {unknown} [warmUpParameters]  the same for another of its kind, that only gets the engine warm
 * @property {readonly string[]} [execArgv]  options of its Node process
 * @property {boolean} [fresh]  a new process in each round, for what is only true of a first time
 * @property {number} [count]  runs in a round, instead of the race's own
 */

/**
 * How a contender did.
 *
 * @typedef {object} Run
 * @property {string} name
 * @property {number[][]} rounds  what each round measured: microseconds of each run, or the contender's own unit
 * @property {Record<string, unknown>} facts  what the contender said about itself
 */

/**
 * Lets contenders run side by side: each in a process of its own, round after round, in a new random order
 * in each round, never two at once. So the noise of a machine falls on all of them alike.
 *
 * @param {readonly Contender[]} contenders
 * @param {object} options
 * @param {number} options.rounds
 * @param {number} [options.count]  runs in a round
 * @param {number} [options.lead]  runs at the begin of each round that don't count: the others have used the processor
 * @param {number} [options.warmUp]  runs before the first round, which don't count: of another of its kind, then its own
 * @param {number} [options.budget]  milliseconds for a contender, an equal share of which it may have spent by each round
 * @param {import('./random.mjs').Random} options.random
 * @returns {Promise<Map<string, Run>>}
 */
export async function race(
  contenders,
  { rounds, count = 1, lead = 0, warmUp = 0, budget = Infinity, random },
) {
  const entries = contenders.map((contender) => ({ contender, spent: 0, rounds: [], facts: {} }));
  try {
    for (const entry of entries) {
      if (entry.contender.fresh) continue;
      await start(entry, warmUp);
    }
    for (let round = 0; round < rounds; round++) {
      for (const entry of random.shuffle(entries)) {
        const left = (budget * (round + 1)) / rounds - entry.spent;
        entry.rounds.push(left > 0 ? await runRound(entry, count, lead, left) : []);
      }
    }
  } finally {
    await Promise.all(entries.map(stop));
  }
  return new Map(
    entries.map(({ contender: { name }, rounds, facts }) => [name, { name, rounds, facts }]),
  );
}

async function runRound(entry, count, lead, milliseconds) {
  const { contender } = entry;
  if (contender.fresh) await start(entry);
  const { samples, elapsed } = await ask(entry, {
    count: contender.count ?? count,
    lead: contender.fresh ? 0 : lead,
    milliseconds,
  });
  entry.spent += elapsed;
  if (contender.fresh) await stop(entry);
  return samples;
}

async function start(entry, warmUp = 0) {
  const { module, parameters, warmUpParameters, execArgv = [] } = entry.contender;
  entry.child = fork(CONTENDER_PROCESS, [], {
    execArgv: [...NODE_OPTIONS, ...execArgv],
    serialization: 'advanced',
  });
  if (warmUp > 0) {
    await ask(entry, { prepare: module.href, parameters: warmUpParameters ?? parameters });
    await ask(entry, { count: warmUp, milliseconds: LONGEST_WARM_UP });
  }
  const { facts } = await ask(entry, { prepare: module.href, parameters });
  entry.facts = facts;
  // The sweep after preparing has also thrown out code that the engine had compiled.
  if (warmUp > 0) await ask(entry, { count: warmUp, milliseconds: LONGEST_WARM_UP });
}

async function stop(entry) {
  const { child } = entry;
  if (child === undefined) return;
  entry.child = undefined;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.send({ end: true });
  else child.kill();
  await ended;
}

function ask({ contender, child }, request) {
  return new Promise((resolve, reject) => {
    const settle = (settled, value) => {
      child.off('message', onMessage).off('exit', onExit);
      settled(value);
    };
    const onMessage = (answer) => {
      if (answer.error === undefined) settle(resolve, answer);
      else settle(reject, new Error(`${contender.name}: ${answer.error}`));
    };
    const onExit = (code, signal) =>
      settle(reject, new Error(`${contender.name} ended before it answered: ${signal ?? code}`));
    child.on('message', onMessage).on('exit', onExit);
    child.send(request);
  });
}
