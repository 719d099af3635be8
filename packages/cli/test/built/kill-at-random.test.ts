import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from './cli-fixture.js';

const KILLS = 50;
const JOBS = 160;
const ids = Array.from({ length: JOBS }, (_, at) => `job-${String(at).padStart(3, '0')}`);

/** Each job leaves its traces outside of the session, by appending whole lines. */
const jobFile = (random: () => number): string =>
  ids
    .map((id) => {
      const seconds = (0.02 + random() * 0.04).toFixed(3);
      return `id: ${id}\nplugin: shell\ncommand: echo begin ${id} >> trace; sleep ${seconds}; echo end ${id} >> trace\n`;
    })
    .join('\n');

/** Numbers in [0, 1) that a seed brings back. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test(`${KILLS} kills at random moments lose no acknowledged result and repeat no finished job`, async ({
  workplace,
}) => {
  const { PLAINBOX_KILL_SEED: given } = process.env;
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  console.log(`PLAINBOX_KILL_SEED=${seed}`);
  const random = randomNumbers(seed);
  await workplace.write('jobs.pxu', jobFile(random));

  let session: string | undefined;
  const acknowledged = new Set<string>();
  const cutOff = new Set<string>();

  /** Runs or resumes; killed a random moment after a random event, unless it is to end by itself. */
  const go = async (kill: boolean) => {
    const afterEvents = Math.floor(random() * 7);
    const delay = random() * 50;
    const running = new Set<string>();
    let events = 0;
    let kept: string[] = [];
    const words = session === undefined ? ['run', 'jobs.pxu'] : ['resume', session];
    const end = await workplace.plainbox(
      [...words, '--jsonl', '--max-crashes', String(KILLS + 1)],
      {
        onStart: (child) => arm(child.pid),
        onLine(line, child) {
          const event = JSON.parse(line);
          if (event.event === 'session-begins') {
            session = event.id;
            kept = event.kept;
          }
          if (event.event === 'job-begins') running.add(event.job);
          if (event.event === 'job-ends') {
            running.delete(event.job);
            if (event.attempt > 0) acknowledged.add(event.job);
          }
          events += 1;
          arm(child.pid);
        },
      },
    );
    for (const job of running) cutOff.add(job);
    return { ...end, kept };

    function arm(pid: number | undefined): void {
      if (!kill || events !== afterEvents || pid === undefined) return;
      setTimeout(() => {
        try {
          process.kill(-pid, 'SIGKILL');
        } catch {
          // It had ended already.
        }
      }, delay);
    }
  };

  let kills = 0;
  while (kills < KILLS) {
    const before = new Set(acknowledged);
    const { signal, kept, stdout, stderr } = await go(true);
    expect(signal, stderr).toBe('SIGKILL');
    if (stdout.includes('session-begins'))
      expect(kept).toEqual(expect.arrayContaining([...before]));
    kills += 1;
  }
  const last = await go(false);
  expect([0, 100], last.stderr).toContain(last.code);

  const { jobs } = JSON.parse((await workplace.plainbox(['show', session ?? '', '--json'])).stdout);
  const trace = (await readFile(join(workplace.folder, 'trace'), 'utf8')).trimEnd().split('\n');
  const times = (line: string): number => trace.filter((each) => each === line).length;
  expect(jobs.map(({ id }: { id: string }) => id)).toEqual(ids);
  let recordedCuts = 0;
  for (const { id, outcome, attempts } of jobs) {
    const [begun, ended] = [times(`begin ${id}`), times(`end ${id}`)];
    // What was cut off is on record as such, before the attempt that came to its end.
    const cuts = attempts.slice(0, -1).map((attempt: { outcome: string }) => attempt.outcome);
    expect({ id, outcome, cuts }).toEqual({ id, outcome: 'pass', cuts: cuts.map(() => 'crash') });
    recordedCuts += cuts.length;
    if (cutOff.has(id)) {
      expect(ended, id).toBeGreaterThanOrEqual(1);
      expect(begun, id).toBeLessThanOrEqual(attempts.length);
    } else {
      // One that was announced and killed before it began has a cut on record too, but no trace of it.
      expect({ id, begun, ended }).toEqual({ id, begun: 1, ended: 1 });
    }
  }
  expect(recordedCuts).toBeLessThanOrEqual(KILLS);
  console.log(`${acknowledged.size} results acknowledged, ${cutOff.size} jobs cut off`);
}, 300_000);
