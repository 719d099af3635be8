import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionRunner } from '../../src/index.js';
import { Ledger } from '../../src/ledger.js';
import { temporaryFolder } from '../kit/session.js';
import { Model } from './model.js';
import { MortalSession } from './mortal-session.js';
import { type Plan, plans } from './plan.js';

/** Plays one plan, and throws as soon as something does not hold that must. */
async function play(plan: Plan, folder: string): Promise<{ lives: number }> {
  const model = new Model(plan);
  let broken: unknown;
  const executed = ({ id }: { id: string }, moment: string): void => {
    if (moment !== 'begins') return;
    try {
      model.begins(id);
    } catch (error) {
      broken ??= error;
    }
  };
  let session = await MortalSession.create(folder, plan.jobs, executed);
  const runs = [...plan.runs, { ...plan.last, reruns: [], changes: [] }];
  for (const [at, run] of runs.entries()) {
    const { manager } = session;
    model.found(manager, session.changes);
    for (const id of run.reruns) {
      const hasResult = (manager.state.jobs.get(id)?.result.outcome ?? null) !== null;
      if (!hasResult && !new Ledger(manager.data).isUnderWay(id)) continue;
      manager.reruns.add(id);
      model.wished(id);
    }
    const listen = (runner: SessionRunner): void => {
      runner.on('runStarted', () => model.runStarted());
      runner.on('decision', ({ job: { id }, ...decision }) => model.decided({ id, ...decision }));
      runner.on('jobFinished', ({ job: { id }, result }) => model.told(id, result.outcome));
    };
    session = await session.run({ ...run, maxCrashes: plan.maxCrashes }, listen, runs[at + 1]);
    if (broken) throw broken;
  }
  model.found(session.manager, []);
  const { state } = session.manager;
  const outcomes = new Map([...state.jobs].map(([id, { result }]) => [id, result.outcome]));
  expect(outcomes).toEqual(model.outcomes());
  expect(state.metadata).toMatchObject({ runningJobName: null, remainingTodoJobs: false });
  await session.manager.close();
  return { lives: runs.length };
}

test('no schedule of runs, kills, stops, reruns and changed jobs loses a result or runs a finished job again', async () => {
  const { PLAINBOX_SCHEDULES: given } = process.env;
  const root = await temporaryFolder();
  let schedules = 0;
  let lives = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      schedules += 1;

      const folder = join(root, String(schedules));
      const played = await play(plan, folder);
      lives += played.lives;
      await rm(folder, { recursive: true });
    }),
    { numRuns: Number(given ?? 100) },
  );
  console.log(`${schedules} schedules, ${lives} runs`);
}, 600_000);
