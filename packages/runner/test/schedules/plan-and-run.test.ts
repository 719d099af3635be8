import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../kit/session.js';
import { HeardRun } from './heard-run.js';
import { expectBegin, expectRest, expectTurns, type Foretold, foretell } from './plan-and-run.js';
import { StoriedSession } from './storied-session.js';
import { type Story, stories } from './story.js';

/** Plays one story, and throws as soon as a run does otherwise than its plan told. */
async function play(story: Story, folder: string, onPlan: (told: Foretold) => void): Promise<void> {
  let session: StoriedSession | undefined = await StoriedSession.create(folder, story);
  while (session) {
    onPlan(await playRun(session));
    session = await session.next();
  }
}

async function playRun(session: StoriedSession): Promise<Foretold> {
  const { manager, chapter } = session;
  session.prepare();
  const runner = session.runner();
  const told = foretell(manager, runner);
  const heard = new HeardRun(runner);
  const report = await session.run(runner);
  expectBegin(told, heard);
  expectTurns(told, heard, report);
  if (report === undefined) return told;
  if (chapter.run.end?.kind !== 'stop') expect(report.status).not.toBe('stopped');
  expectRest(told, foretell(manager, runner), { report, manager });
  return told;
}

test('what the plan tells is what the run does, whatever has happened to the session', async () => {
  const { PLAINBOX_SCHEDULES: given } = process.env;
  const root = await temporaryFolder();
  let played = 0;
  const seen = new Map<string, number>();
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      played += 1;
      const folder = join(root, String(played));
      await play(story, folder, ({ plan }) => {
        count('runs');
        for (const { rule } of plan.decided) count(`decided: ${rule}`);
        for (const { cause } of plan.runAgain) count(`run again: ${cause}`);
        if (plan.awaitReboot.length > 0) count('waits for a reboot');
      });
      await rm(folder, { recursive: true });
    }),
    { numRuns: Number(given ?? 50) },
  );
  console.log(`${played} stories:`, Object.fromEntries(seen));
}, 600_000);
