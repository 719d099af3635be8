import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SessionManager } from '@plainbox/manager';
import { JobDefinition, MemoryJobResult, parseIoLogRecord, TemplateUnit } from '@plainbox/state';
import { memoryRepository } from '@plainbox/storage';
import { describe, expect, test } from 'vitest';
import { SessionRunner } from '../src/index.js';
import { hasEnded, isAlive } from './kit/processes.js';
import { job, nextEvent, outcomes, reopen, sessionOf, told } from './kit/session.js';

describe('a run', () => {
  test('takes the jobs in the order of the run list', async () => {
    const manager = await sessionOf([
      job('c', 'true', { depends: 'b' }),
      job('a', 'true'),
      job('b', 'exit 1', { after: 'a' }),
    ]);
    const runner = new SessionRunner(manager);
    const words = told(runner);
    const report = await runner.run();
    expect(words).toEqual([
      'started a',
      'finished a pass',
      'started b',
      'finished b fail',
      'finished c skipped-dependency',
    ]);
    expect(report).toEqual({ status: 'finished', finished: ['a', 'b', 'c'], left: [] });
  });

  test('tells what is to do, and how far it is', async () => {
    const manager = await sessionOf([
      job('a', 'true', { estimated_duration: '10' }),
      job('b', 'true', { estimated_duration: '5' }),
      job('c', 'true'),
    ]);
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
    const runner = new SessionRunner(manager);
    const seen: unknown[] = [];
    runner.on('runStarted', ({ toDo, kept }) => seen.push([toDo.map(String), kept.map(String)]));
    runner.on('jobStarted', ({ progress }) => seen.push(progress));
    runner.on('jobFinished', ({ progress }) => seen.push(progress));
    await runner.run();
    const seconds = expect.any(Number);
    expect(seen).toEqual([
      [['b', 'c'], ['a']],
      { done: 1, total: 3, secondsLeft: undefined },
      { done: 2, total: 3, secondsLeft: seconds },
      { done: 2, total: 3, secondsLeft: seconds },
      { done: 3, total: 3, secondsLeft: 0 },
    ]);
  });

  test('checkpoints before each job, with its name, and after its result', async () => {
    const manager = await sessionOf([job('a', 'true'), job('b', 'true')]);
    const before = Date.now() / 1000;
    const seen: unknown[] = [];
    manager.on('checkpoint', () => {
      const { runningJobName, remainingTodoJobs } = manager.state.metadata;
      seen.push([runningJobName, remainingTodoJobs, Object.values(outcomes(manager))]);
    });
    await new SessionRunner(manager).run();
    expect(seen).toEqual([
      [null, true, [null, null]],
      ['a', true, [null, null]],
      [null, true, ['pass', null]],
      ['b', false, ['pass', null]],
      [null, false, ['pass', 'pass']],
      [null, false, ['pass', 'pass']],
    ]);
    expect(manager.state.metadata.lastJobStartTime).toBeGreaterThanOrEqual(before);
  });

  test('marks the session as incomplete for as long as there is something to do', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    const runner = new SessionRunner(manager);
    const started = nextEvent(runner, 'jobStarted');
    const run = runner.run();
    await started;
    expect([...manager.state.metadata.flags]).toEqual(['incomplete']);
    await run;
    expect([...manager.state.metadata.flags]).toEqual([]);
  });

  test('tells of a result when it is durable, not before', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    const runner = new SessionRunner(manager);
    const order: string[] = [];
    runner.on('checkpoint', ({ sequence }) => order.push(`checkpoint ${sequence}`));
    runner.on('jobStarted', () => order.push('started'));
    runner.on('jobFinished', () => order.push('finished'));
    await runner.run();
    expect(order).toEqual([
      'checkpoint 1',
      'checkpoint 2',
      'started',
      'checkpoint 3',
      'finished',
      'checkpoint 4',
    ]);
  });

  test('runs nothing twice, whoever asks again', async () => {
    const units = [job('a', 'echo ran >> "$PLAINBOX_SESSION_SHARE/trace"'), job('b', 'false')];
    const manager = await sessionOf(units);
    await new SessionRunner(manager).run();
    expect((await new SessionRunner(manager).run()).finished).toEqual([]);
    const again = await reopen(manager, units);
    expect((await new SessionRunner(again).run()).finished).toEqual([]);
    const trace = join(again.directories?.sessionSharePathname ?? '', 'trace');
    expect(readFileSync(trace, 'utf8')).toBe('ran\n');
  });

  test('refuses to run beside itself', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    const runner = new SessionRunner(manager);
    const run = runner.run();
    await expect(runner.run()).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    await run;
  });

  test('refuses to run beside another runner, which would run each job twice', async () => {
    const manager = await sessionOf([job('a', 'echo ran >> "$PLAINBOX_SESSION_SHARE/trace"')]);
    const first = new SessionRunner(manager).run();
    const second = new SessionRunner(manager);
    await expect(second.run()).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    await first;
    await second.run();
    const trace = join(manager.directories?.sessionSharePathname ?? '', 'trace');
    expect(readFileSync(trace, 'utf8')).toBe('ran\n');
  });

  test('works where there is no file system: logs go into the results', async () => {
    const units = [
      job('a', 'echo out; echo err >&2; exit 2'),
      job('r', 'echo x: 1', { plugin: 'resource' }),
    ];
    const repo = memoryRepository();
    const manager = await SessionManager.createSession({ units, repo });
    manager.state.updateDesiredJobs(units);
    await new SessionRunner(manager).run();
    await manager.close();
    await using again = await SessionManager.openSession('latest', { units, repo });
    const { result } = again.state.jobs.get('a') ?? {};
    expect(result).toMatchObject({ kind: 'memory', outcome: 'fail', returnCode: 2 });
    const streams = result?.ioLog.map(({ stream, data }) => [stream, Buffer.from(data).toString()]);
    expect(streams).toEqual(
      expect.arrayContaining([
        ['stdout', 'out\n'],
        ['stderr', 'err\n'],
      ]),
    );
    expect(again.state.resources.get('r')).toHaveLength(1);
  });
});

describe('the logs of a run', () => {
  test('hold both streams, and all records with their timing', async () => {
    const manager = await sessionOf([job('a', 'echo one; sleep 0.05; echo two >&2; printf three')]);
    await new SessionRunner(manager).run();
    const folder = manager.directories?.ioLogPathname ?? '';
    expect(readdirSync(folder).sort()).toEqual(['a.record.gz', 'a.stderr', 'a.stdout']);
    expect(readFileSync(join(folder, 'a.stdout'), 'utf8')).toBe('one\nthree');
    expect(readFileSync(join(folder, 'a.stderr'), 'utf8')).toBe('two\n');
    const lines = gunzipSync(readFileSync(join(folder, 'a.record.gz')))
      .toString()
      .trimEnd()
      .split('\n');
    const records = lines.map(parseIoLogRecord);
    const written = (name: string): string =>
      records
        .filter(({ stream }) => stream === name)
        .map(({ data }) => Buffer.from(data).toString())
        .join('');
    expect({ stdout: written('stdout'), stderr: written('stderr') }).toEqual({
      stdout: 'one\nthree',
      stderr: 'two\n',
    });
    // From the start of the job: on a busy machine all that was written may be read at once.
    const seconds = records.reduce((sum, { delay }) => sum + delay, 0);
    expect(seconds).toBeGreaterThan(0.04);
    expect(manager.state.jobs.get('a')?.result).toMatchObject({
      kind: 'disk',
      ioLogFilename: join(folder, 'a.record.gz'),
    });
  });

  test('have names that no other job shares', async () => {
    const ids = ['a/b', 'a_b', 'a::b', 'x'.repeat(300)];
    const manager = await sessionOf(ids.map((id) => job(id, 'true')));
    await new SessionRunner(manager).run();
    const names = [...manager.state.jobs.values()].map(({ result }) => result.ioLogFilename);
    expect(new Set(names).size).toBe(ids.length);
    for (const name of names) expect(existsSync(name ?? '')).toBe(true);
    expect(names[1]).toMatch(/\/a_b\.record\.gz$/);
  });

  test('of a job without output are there and empty', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    await new SessionRunner(manager).run();
    const folder = manager.directories?.ioLogPathname ?? '';
    expect(gunzipSync(readFileSync(join(folder, 'a.record.gz')))).toHaveLength(0);
    expect(readFileSync(join(folder, 'a.stdout'))).toHaveLength(0);
  });
});

describe('a job that can not start', () => {
  const cases: [name: string, units: JobDefinition[], expected: Record<string, string | null>][] = [
    [
      'for a failed dependency',
      [job('a', 'false'), job('b', 'true', { depends: 'a' })],
      { a: 'fail', b: 'skipped-dependency' },
    ],
    [
      'for a requirement that is not met',
      [job('r', 'echo x: 1', { plugin: 'resource' }), job('b', 'true', { requires: "r.x == '2'" })],
      { r: 'pass', b: 'skipped-resource' },
    ],
    [
      'for a requirement, when that is to be a failure',
      [
        job('r', 'echo x: 1', { plugin: 'resource' }),
        job('b', 'true', { requires: "r.x == '2'", flags: 'fail-on-resource' }),
      ],
      { r: 'pass', b: 'fail' },
    ],
    [
      'since the job that it salvages did not fail: it has no outcome',
      [job('a', 'true'), job('b', 'true', { salvages: 'a', after: 'a' })],
      { a: 'pass', b: null },
    ],
  ];
  for (const [name, units, expected] of cases) {
    test(name, async () => {
      const manager = await sessionOf(units);
      await new SessionRunner(manager).run();
      expect(outcomes(manager)).toEqual(expected);
    });
  }

  test('is skipped when what it depends on was skipped by hand', async () => {
    const units = [job('a', 'true'), job('b', 'true', { depends: 'a' })];
    const manager = await sessionOf(units);
    manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'skip' }));
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ a: 'skip', b: 'skip' });
  });

  test('says why, for people', async () => {
    const manager = await sessionOf([job('a', 'false'), job('b', 'true', { depends: 'a' })]);
    await new SessionRunner(manager).run();
    expect(manager.state.jobs.get('b')?.result.comments).toContain('a did not pass');
  });

  test('runs when the job that it salvages has failed', async () => {
    const manager = await sessionOf([
      job('a', 'false'),
      job('b', 'true', { salvages: 'a', after: 'a' }),
    ]);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ a: 'fail', b: 'pass' });
  });
});

describe('a job that nothing here runs', () => {
  test('of an unknown kind crashes, with the reason', async () => {
    const manager = await sessionOf([job('a', 'true', { plugin: 'quantum' })]);
    await new SessionRunner(manager).run();
    expect(manager.state.jobs.get('a')?.result).toMatchObject({ outcome: 'crash' });
    expect(manager.state.jobs.get('a')?.result.comments).toContain('quantum');
  });

  test('without a command fails', async () => {
    const manager = await sessionOf([new JobDefinition({ id: 'a', plugin: 'shell' })]);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ a: 'fail' });
  });
});

describe('jobs that templates make', () => {
  const units = [
    job('disks', 'printf "name: sda\\n\\nname: sdb\\n"', { plugin: 'resource' }),
    new TemplateUnit({
      unit: 'template',
      'template-resource': 'disks',
      id: 'check/{name}',
      plugin: 'shell',
      command: 'echo {name}',
    }),
  ];

  test('are run where they are wanted, and kept by a resume', async () => {
    const manager = await sessionOf(units);
    await new SessionRunner(manager, { runGenerated: () => true }).run();
    const expected = { disks: 'pass', 'check/sda': 'pass', 'check/sdb': 'pass' };
    expect(outcomes(manager)).toEqual(expected);
    expect(outcomes(await reopen(manager, units))).toEqual(expected);
  });

  test('are run also beside a template that cannot be read', async () => {
    const unreadable = new TemplateUnit({
      unit: 'template',
      'template-resource': 'disks',
      'template-imports': 'from nowhere',
      id: 'other/{name}',
    });
    const manager = await sessionOf([...units, unreadable]);
    await new SessionRunner(manager, { runGenerated: () => true }).run();
    const expected = { disks: 'pass', 'check/sda': 'pass', 'check/sdb': 'pass' };
    expect(outcomes(manager)).toEqual(expected);
  });

  test('are left alone otherwise', async () => {
    const manager = await sessionOf(units);
    await new SessionRunner(manager).run();
    expect(outcomes(manager)).toEqual({ disks: 'pass', 'check/sda': null, 'check/sdb': null });
  });
});

describe('stopping a run', () => {
  const units = [
    job('a', 'true'),
    job('b', 'echo $$; touch "$PLAINBOX_SESSION_SHARE/ran"; sleep 60', {}),
    job('c', 'true'),
  ];

  test('ends the running job, and leaves it to do: no result is made up', async () => {
    const manager = await sessionOf(units);
    const runner = new SessionRunner(manager);
    const stop = new AbortController();
    const output = nextEvent(runner, 'output');
    const run = runner.run({ signal: stop.signal });
    const pid = Number(Buffer.from((await output).data).toString());
    expect(isAlive(pid)).toBe(true);
    stop.abort();
    expect(await run).toEqual({ status: 'stopped', finished: ['a'], left: ['b', 'c'] });
    await hasEnded(pid);
    expect(outcomes(manager)).toEqual({ a: 'pass', b: null, c: null });
    expect(manager.state.metadata).toMatchObject({ runningJobName: null, remainingTodoJobs: true });
  });

  test('can be resumed: what was stopped is run again, as a new attempt', async () => {
    const quick = [
      job('a', 'true'),
      job(
        'b',
        'test -e "$PLAINBOX_SESSION_SHARE/ran" && exit; touch "$PLAINBOX_SESSION_SHARE/ran"; echo begun; sleep 60',
      ),
    ];
    const manager = await sessionOf(quick);
    const runner = new SessionRunner(manager);
    const stop = new AbortController();
    runner.on('output', () => stop.abort());
    await runner.run({ signal: stop.signal });

    const again = await reopen(manager, quick);
    const second = new SessionRunner(again);
    const words = told(second);
    const attempt = nextEvent(second, 'jobStarted');
    expect(await second.run()).toMatchObject({ status: 'finished', finished: ['b'] });
    expect(words).toEqual(['started b', 'finished b pass']);
    expect((await attempt).attempt).toBe(2);
    // What the first attempt printed is still there.
    const folder = again.directories?.ioLogPathname ?? '';
    expect(readFileSync(join(folder, 'b.stdout'), 'utf8')).toBe('begun\n');
    expect(again.state.jobs.get('b')?.result.ioLogFilename).toMatch(/b~try2\.record\.gz$/);
  });

  test('before it begins runs nothing', async () => {
    const manager = await sessionOf(units);
    const report = await new SessionRunner(manager).run({ signal: AbortSignal.abort() });
    expect(report).toEqual({ status: 'stopped', finished: [], left: ['a', 'b', 'c'] });
  });

  test('after the last job changes nothing', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    const runner = new SessionRunner(manager);
    const stop = new AbortController();
    runner.on('jobFinished', () => stop.abort());
    expect(await runner.run({ signal: stop.signal })).toMatchObject({ status: 'finished' });
  });
});

describe('a time limit', () => {
  test.each([Number.POSITIVE_INFINITY, 1e9])(
    'of %d s lets a job end by itself',
    async (timeout) => {
      const manager = await sessionOf([job('a', 'sleep 0.1')]);
      await new SessionRunner(manager, { timeout }).run();
      expect(outcomes(manager)).toEqual({ a: 'pass' });
    },
  );

  test('stops a job that takes too long, and goes on with the next', async () => {
    const manager = await sessionOf([job('slow', 'echo $$; sleep 60'), job('next', 'true')]);
    const runner = new SessionRunner(manager, {
      timeout: ({ id }) => (id === 'slow' ? 0.2 : undefined),
    });
    const output = nextEvent(runner, 'output');
    await runner.run();
    expect(outcomes(manager)).toEqual({ slow: 'crash', next: 'pass' });
    expect(manager.state.jobs.get('slow')?.result.comments).toContain('longer than 0.2 s');
    expect(isAlive(Number(Buffer.from((await output).data).toString()))).toBe(false);
  });
});

describe('options that make no sense', () => {
  test.each([
    { jobs: 0 },
    { jobs: Number.NaN },
    { maxCrashes: 0 },
    { jobs: 1.5 },
    { maxCrashes: 2.5 },
    { timeout: 0 },
    { timeout: -1 },
    { timeout: Number.NaN },
  ])('are refused: %o', async (options) => {
    const manager = await sessionOf([job('a', 'true')]);
    expect(() => new SessionRunner(manager, options)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION' }),
    );
  });

  test('end the run when a job gets one', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    const runner = new SessionRunner(manager, { timeout: () => Number.NaN });
    await expect(runner.run()).rejects.toMatchObject({ code: 'BAD_OPTION' });
    expect(outcomes(manager)).toEqual({ a: null });
    expect(new SessionRunner(manager).plan().neverStarted).toHaveLength(1);
  });
});

describe('a run whose session can no longer be saved', () => {
  test('ends with the error, stops the running job, and makes nothing up', async () => {
    const manager = await sessionOf([job('a', 'true'), job('b', 'echo $$; sleep 60')]);
    const runner = new SessionRunner(manager);
    const words = told(runner);
    const broken = new Error('the disk is gone');
    let calls = 0;
    const append = manager.storage.append.bind(manager.storage);
    manager.storage.append = (...args) => {
      calls += 1;
      return calls === 3 ? Promise.reject(broken) : append(...args);
    };
    await expect(runner.run()).rejects.toBe(broken);
    expect(words).toEqual(['started a']);
  });

  test('reports a listener that throws, instead of going on unheard', async () => {
    const manager = await sessionOf([job('a', 'echo; sleep 60'), job('b', 'true')]);
    const runner = new SessionRunner(manager);
    runner.on('output', () => {
      throw new Error('listener broke');
    });
    await expect(runner.run()).rejects.toThrow('listener broke');
    expect(outcomes(manager)).toEqual({ a: null, b: null });
  });
});
