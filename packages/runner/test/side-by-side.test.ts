import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { defaultCodec } from '@plainbox/manager';
import { describe, expect, test } from 'vitest';
import { SessionRunner } from '../src/index.js';
import { job, outcomes, sessionOf, told } from './kit/session.js';

describe('jobs side by side', () => {
  test('run at once as far as nothing concerns them', async () => {
    // Each waits for the other: one after the other they would never end.
    const meet = (own: string, other: string): string =>
      `cd "$PLAINBOX_SESSION_SHARE"; touch ${own}; until test -e ${other}; do sleep 0.01; done`;
    const manager = await sessionOf([job('a', meet('a', 'b')), job('b', meet('b', 'a'))]);
    await new SessionRunner(manager, { jobs: 2, timeout: 10 }).run();
    expect(outcomes(manager)).toEqual({ a: 'pass', b: 'pass' });
  });

  test('are no more than one says', async () => {
    const units = ['a', 'b', 'c', 'd', 'e'].map((id) => job(id, 'true'));
    const manager = await sessionOf(units);
    const runner = new SessionRunner(manager, { jobs: 2 });
    let running = 0;
    let most = 0;
    runner.on('jobStarted', () => {
      running += 1;
      most = Math.max(most, running);
    });
    runner.on('jobFinished', () => {
      running -= 1;
    });
    await runner.run();
    expect(most).toBeLessThanOrEqual(2);
  });

  for (const [what, fields] of [
    ['depends on', { depends: 'first' }],
    ['is to run after', { after: 'first' }],
    ['salvages', { salvages: 'first' }],
    ['requires the records of', { requires: "first.x == '1'" }],
  ] as const) {
    test(`wait for a job that one ${what}`, async () => {
      // It ends only once the other one has begun: one after the other they would wait for ever.
      const waits = 'until test -e "$PLAINBOX_SESSION_SHARE/begun"; do sleep 0.01; done';
      const manager = await sessionOf([
        job('first', `${waits}; echo x: 1`, { plugin: 'resource' }),
        job('second', 'true', { ...fields }),
        job('other', 'touch "$PLAINBOX_SESSION_SHARE/begun"'),
      ]);
      const runner = new SessionRunner(manager, { jobs: 3 });
      const words = told(runner);
      await runner.run();
      const second = words.findIndex((word) => word.includes(' second'));
      if (second >= 0) expect(words.indexOf('finished first pass')).toBeLessThan(second);
      expect(words.indexOf('started other')).toBeLessThan(words.indexOf('finished first pass'));
    });
  }

  test('wait for a job that wants to be before one', async () => {
    const manager = await sessionOf([
      job('first', 'sleep 0.1', { before: 'second' }),
      job('second', 'true'),
    ]);
    const runner = new SessionRunner(manager, { jobs: 2 });
    const words = told(runner);
    await runner.run();
    expect(words).toEqual([
      'started first',
      'finished first pass',
      'started second',
      'finished second pass',
    ]);
  });

  test('of one group run one after the other', async () => {
    const manager = await sessionOf([
      job('a', 'sleep 0.05', { group: 'g' }),
      job('b', 'true', { group: 'g' }),
    ]);
    const runner = new SessionRunner(manager, { jobs: 2 });
    const words = told(runner);
    await runner.run();
    expect(words.slice(0, 2)).toEqual(['started a', 'finished a pass']);
  });

  test('give the session that a serial run gives', async () => {
    const units = Array.from({ length: 30 }, (_, at) =>
      job(
        `job-${String(at).padStart(2, '0')}`,
        `sleep 0.0${(at * 7) % 10}; exit $((${at} % 5 == 3))`,
        {
          ...(at % 3 === 2 ? { depends: `job-${String(at - 1).padStart(2, '0')}` } : {}),
          ...(at % 4 === 3 ? { after: `job-${String(at - 3).padStart(2, '0')}` } : {}),
        },
      ),
    );
    const texts = [];
    for (const jobs of [1, 4]) {
      const manager = await sessionOf(units);
      await new SessionRunner(manager, { jobs }).run();
      const { location } = manager.storage;
      const text = gunzipSync(defaultCodec().suspendSync(manager.state, { location })).toString();
      // Times are never the same twice.
      texts.push(text.replace(/"(execution_duration|last_job_start_time)":[\d.e-]+/g, '"$1":0.0'));
    }
    expect(texts[1]).toBe(texts[0]);
  });

  test('are reported in the order of a serial run', async () => {
    const manager = await sessionOf([
      job('slow', 'until test -e "$PLAINBOX_SESSION_SHARE/quick"; do sleep 0.01; done'),
      job('quick', 'true'),
    ]);
    const runner = new SessionRunner(manager, { jobs: 2 });
    const share = manager.directories?.sessionSharePathname ?? '';
    runner.on('jobFinished', ({ job: { id } }) => writeFileSync(join(share, id), ''));
    const words = told(runner);
    const { finished } = await runner.run();
    expect(words.filter((word) => word.startsWith('finished'))).toEqual([
      'finished quick pass',
      'finished slow pass',
    ]);
    expect(finished).toEqual(['slow', 'quick']);
  });

  test('all are stopped by a stop, and all are still to do', async () => {
    const manager = await sessionOf(['a', 'b', 'c'].map((id) => job(id, 'echo; sleep 60')));
    const runner = new SessionRunner(manager, { jobs: 3 });
    const stop = new AbortController();
    let outputs = 0;
    runner.on('output', () => {
      outputs += 1;
      if (outputs === 3) stop.abort();
    });
    const report = await runner.run({ signal: stop.signal });
    expect(report).toEqual({ status: 'stopped', finished: [], left: ['a', 'b', 'c'] });
  });
});
