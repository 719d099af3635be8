import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition } from '@plainbox/state';
import { memoryRepository } from '@plainbox/storage';
import { describe, expect, test } from 'vitest';
import {
  FunctionExecutor,
  type FunctionJob,
  type JobExecutor,
  type JobFunction,
  SessionRunner,
} from '../src/index.js';
import { outcomes, reopen, sessionOf } from './kit/session.js';

/** A job that brings its function with it. */
class Work extends JobDefinition implements FunctionJob {
  readonly run: JobFunction;

  constructor(id: string, run: JobFunction, fields: Record<string, string> = {}) {
    super({ id, plugin: 'shell', ...fields });
    this.run = run;
  }
}

describe('a job that is a function', () => {
  test('passes when it returns, and fails when it throws', async () => {
    const manager = await sessionOf([
      new Work('returns', () => {}),
      new Work('throws', async () => {
        throw new RangeError('too far');
      }),
    ]);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ returns: 'pass', throws: 'fail' });
    const { result } = manager.state.jobs.get('throws') ?? {};
    expect(result?.comments).toBe('RangeError: too far');
    const stderr = result?.ioLogFilename?.replace('record.gz', 'stderr') ?? '';
    expect(readFileSync(stderr, 'utf8')).toContain('functions.test.ts');
  });

  test('says nothing more once its time is up, though it goes on', async () => {
    let goOn = (): void => {};
    const over = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let late = Promise.resolve();
    const units = [
      new Work('stubborn', ({ log }) => {
        log.out('in time');
        late = over.then(() => log.out('too late'));
        return late;
      }),
    ];
    await using manager = await SessionManager.createSession({ units, repo: memoryRepository() });
    manager.state.updateDesiredJobs(units);
    const runner = new SessionRunner(manager, {
      timeout: 0.05,
      executors: [new FunctionExecutor({ stopGrace: 0 })],
    });
    const heard: string[] = [];
    runner.on('output', ({ data }) => heard.push(Buffer.from(data).toString()));
    await runner.run();
    goOn();
    await late;
    expect(heard).toEqual(['in time\n']);
    const { result } = manager.state.jobs.get('stubborn') ?? {};
    expect(result?.outcome).toBe('crash');
    expect(result?.ioLog?.map(({ data }) => Buffer.from(data).toString())).toEqual(['in time\n']);
  });

  test('may say its outcome, with comments', async () => {
    const manager = await sessionOf([
      new Work('skips', () => 'skip'),
      new Work('explains', async () => ({ outcome: 'fail', comments: 'no disk' })),
    ]);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ skips: 'skip', explains: 'fail' });
    expect(manager.state.jobs.get('explains')?.result.comments).toBe('no disk');
  });

  test.each([
    ['banana', 'outcome that can\'t be: "banana"'],
    [7, "outcome that can't be: undefined"],
    [{ outcome: null }, "outcome that can't be: null"],
    [{ outcome: 'pass', comments: 5 }, "comments that can't be: 5"],
  ])('that gives %j has crashed, and the next one runs', async (nonsense, said) => {
    const manager = await sessionOf([
      new Work('a', (() => nonsense) as unknown as JobFunction),
      new Work('b', () => {}),
    ]);
    expect(await new SessionRunner(manager).run()).toMatchObject({ status: 'finished', left: [] });
    expect(outcomes(manager)).toEqual({ a: 'crash', b: 'pass' });
    expect(manager.state.jobs.get('a')?.result.comments).toContain(said);
  });

  test('gives records as a resource, and can be required', async () => {
    const units = [
      new Work('disks', ({ log }) => log.out('name: sda'), { plugin: 'resource' }),
      new Work('check', () => {}, { requires: "disks.name == 'sda'" }),
    ];
    const manager = await sessionOf(units);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ disks: 'pass', check: 'pass' });
    const again = await reopen(manager, units);
    expect(again.state.resources.get('disks')).toHaveLength(1);
  });

  test('knows its attempt and the folder that all share', async () => {
    const seen: unknown[] = [];
    const manager = await sessionOf([
      new Work('a', ({ attempt, shareDirectory, job: { id } }) => {
        seen.push([id, attempt, shareDirectory]);
      }),
    ]);
    await new SessionRunner(manager).run();
    expect(seen).toEqual([['a', 1, manager.directories?.sessionSharePathname]]);
  });

  test('is told to stop, and is still to do then', async () => {
    const stop = new AbortController();
    const manager = await sessionOf([
      new Work('a', async ({ signal }) => {
        stop.abort(new Error('enough'));
        expect(signal.aborted).toBe(true);
        throw signal.reason;
      }),
    ]);
    const report = await new SessionRunner(manager).run({ signal: stop.signal });
    expect(report).toMatchObject({ status: 'stopped', left: ['a'] });
  });

  test('is no longer waited for when it does not listen', async () => {
    const stop = new AbortController();
    const manager = await sessionOf([
      new Work('deaf', () => {
        stop.abort();
        return new Promise(() => {});
      }),
    ]);
    const executors = [new FunctionExecutor({ stopGrace: 0.01 })];
    const report = await new SessionRunner(manager, { executors }).run({ signal: stop.signal });
    expect(report.status).toBe('stopped');
  });

  test('that is stopped but comes to its end has its outcome', async () => {
    const stop = new AbortController();
    const manager = await sessionOf([
      new Work('a', async () => {
        stop.abort();
        return { outcome: 'pass' };
      }),
    ]);
    await new SessionRunner(manager).run({ signal: stop.signal });
    expect(outcomes(manager)).toEqual({ a: 'pass' });
  });

  test('that breaks off politely when it is stopped is still to do', async () => {
    const stop = new AbortController();
    const manager = await sessionOf([
      new Work('polite', async ({ signal }) => {
        for (let step = 0; step < 1000 && !signal.aborted; step += 1) stop.abort();
      }),
    ]);
    const report = await new SessionRunner(manager).run({ signal: stop.signal });
    expect(report).toMatchObject({ status: 'stopped', left: ['polite'] });
  });

  test('that ends politely when its time is up has crashed, whatever it says', async () => {
    const untilAborted = ({ signal }: { signal: AbortSignal }): Promise<'pass'> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('pass')));
    const manager = await sessionOf([new Work('slow', untilAborted)]);
    await new SessionRunner(manager, { timeout: 0.02 }).run();
    expect(outcomes(manager)).toEqual({ slow: 'crash' });
    expect(manager.state.jobs.get('slow')?.result.comments).toContain('longer than 0.02 s');
  });

  test('that keeps everybody waiting for longer than its time has crashed, whatever it says', async () => {
    const manager = await sessionOf([
      new Work('blocks', () => {
        for (const end = Date.now() + 80; Date.now() < end; );
        return 'pass';
      }),
    ]);
    await new SessionRunner(manager, { timeout: 0.02 }).run();
    expect(outcomes(manager)).toEqual({ blocks: 'crash' });
  });

  test('has a time limit like any other', async () => {
    const manager = await sessionOf([
      new Work(
        'slow',
        ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      ),
    ]);
    await new SessionRunner(manager, { timeout: 0.02 }).run();
    expect(outcomes(manager)).toEqual({ slow: 'crash' });
  });
});

describe('an executor of one’s own', () => {
  test('takes the jobs that it accepts, before the others', async () => {
    const remote: JobExecutor = {
      accepts: (job) => job.fields.has('host'),
      execute: async ({ job, output }) => {
        output.write('stdout', Buffer.from(`on ${job.text('host')}\n`));
        return { outcome: 'pass', comments: 'far away' };
      },
    };
    const units = [new JobDefinition({ id: 'a', plugin: 'shell', command: 'false', host: 'h1' })];
    const manager = await sessionOf(units);
    await new SessionRunner(manager, { executors: [remote] }).run();
    const { result } = manager.state.jobs.get('a') ?? {};
    expect(result).toMatchObject({ outcome: 'pass', rawComments: 'far away' });
    expect(readFileSync(result?.ioLogFilename?.replace('record.gz', 'stdout') ?? '', 'utf8')).toBe(
      'on h1\n',
    );
  });

  test('is not believed after the job’s time, unless it has stopped the clock before', async () => {
    const late = (isEnded: boolean): JobExecutor => ({
      accepts: ({ id }) => id === String(isEnded),
      execute: async ({ stopClock }) => {
        if (isEnded) stopClock();
        await sleep(60);
        return { outcome: 'pass' };
      },
    });
    const manager = await sessionOf([new Work('false', () => {}), new Work('true', () => {})]);
    const executors = [late(false), late(true)];
    await new SessionRunner(manager, { executors, timeout: 0.02 }).run();
    expect(outcomes(manager)).toEqual({ false: 'crash', true: 'pass' });
  });

  test('knows the attempt by a mark that no other has', async () => {
    const marks: string[] = [];
    const marking: JobExecutor = {
      accepts: () => true,
      execute: async ({ mark }) => {
        marks.push(mark);
        return { outcome: 'pass' };
      },
    };
    const manager = await sessionOf([new Work('a', () => {}), new Work('b', () => {})]);
    await new SessionRunner(manager, { executors: [marking] }).run();
    expect(new Set(marks).size).toBe(2);
  });

  test('that breaks makes the job crash, not the session', async () => {
    const broken: JobExecutor = {
      accepts: ({ id }) => id === 'a',
      execute: async () => {
        throw new Error('no route to host');
      },
    };
    const units = [new Work('a', () => {}), new Work('b', () => {})];
    const manager = await sessionOf(units);
    const executors = [broken, new FunctionExecutor()];
    await new SessionRunner(manager, { executors }).run();
    expect(outcomes(manager)).toEqual({ a: 'crash', b: 'pass' });
    expect(manager.state.jobs.get('a')?.result.comments).toContain('no route to host');
  });
});
