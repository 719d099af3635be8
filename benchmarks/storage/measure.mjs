// The races of this benchmark, one after the other. Each returns what it measured by contender.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { race } from '../harness/race.mjs';
import { ASYNC, CONTENDERS, LIMIT, moduleOf, SYNC } from './contenders.mjs';
import { withFolder } from './folders.mjs';

const ROUNDS_OF = { quick: 12, whole: 20 };
const COUNT = 100;
const LEAD = 20;
const SIZE_TO_WARM_UP = 1000;
/** Until the engine has compiled what runs. */
const WARM_UP = 4000;
/** Milliseconds for one contender of one race. */
const BUDGET_OF = { quick: 700, whole: 3000 };

/** One changed result made durable in a session of some size, on disk or in memory. */
export function raceCheckpoints({ quick, random }, kind, size, names) {
  const taking = CONTENDERS.filter(({ name }) => names === undefined || names.includes(name));
  return withFolder(kind, (newFolder) =>
    race(
      taking.map(({ name, module, sync = false }) => ({
        name,
        module,
        parameters: { folder: newFolder(), size, sync },
        // A store is as new as its session: what is warm is the engine.
        warmUpParameters: { folder: newFolder(), size: Math.min(size, SIZE_TO_WARM_UP), sync },
      })),
      {
        rounds: roundsOf(quick),
        count: COUNT,
        lead: LEAD,
        warmUp: WARM_UP,
        budget: budgetOf(quick),
        random,
      },
    ),
  );
}

/** Checkpoints while a new generation is written, beside the limit. */
export function raceRotation({ quick, random }, size) {
  return withFolder('disk', (newFolder) =>
    race(
      [
        {
          name: LIMIT,
          module: moduleOf('append'),
          parameters: { folder: newFolder() },
          count: 1500,
        },
        {
          name: ASYNC,
          module: moduleOf('plainbox-rotating'),
          parameters: { folder: newFolder(), size },
        },
      ],
      { rounds: quick ? 3 : 6, lead: LEAD, random },
    ),
  );
}

/** Durable operations a second. */
export function raceCallers({ quick, random }, size) {
  const teams = [
    { name: 'plainbox, one caller', store: 'plainbox', callers: 1 },
    { name: 'plainbox, 64 callers', store: 'plainbox', callers: 64 },
    { name: 'lmdb, one caller', store: 'lmdb', callers: 1 },
    { name: 'lmdb, 64 callers', store: 'lmdb', callers: 64 },
  ];
  return withFolder('disk', (newFolder) =>
    race(
      teams.map(({ name, store, callers }) => ({
        name,
        module: moduleOf('concurrent'),
        parameters: { folder: newFolder(), size, store, callers, milliseconds: 150 },
        warmUpParameters: { folder: newFolder(), size, store, callers, milliseconds: 1500 },
      })),
      { rounds: quick ? 5 : 8, warmUp: 1, random },
    ),
  );
}

/** Opening a session that ends in a full journal, and the same as one snapshot. */
export function raceLoading({ quick, random }, size) {
  return withFolder('disk', async (newFolder) => {
    const folder = newFolder();
    const script = fileURLToPath(new URL('prepare-load.mjs', import.meta.url));
    const prepared = JSON.parse(execFileSync(process.execPath, [script, folder, String(size)]));
    const loading = (name, id) => ({
      name,
      module: moduleOf('load'),
      parameters: { folder, id, size },
      fresh: true,
    });
    const runs = await race(
      [loading('full journal', prepared.withJournal), loading('one snapshot', prepared.whole)],
      { rounds: quick ? 2 : 4, random },
    );
    return { runs, records: prepared.records };
  });
}

/** In memory there is no flush: what is left is the cost of the code. */
export function raceInMemory(options, size) {
  return raceCheckpoints(options, 'memory', size, [LIMIT, ASYNC, SYNC]);
}

function roundsOf(quick) {
  return quick ? ROUNDS_OF.quick : ROUNDS_OF.whole;
}

function budgetOf(quick) {
  return quick ? BUDGET_OF.quick : BUDGET_OF.whole;
}
