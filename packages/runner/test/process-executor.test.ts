import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { StreamName } from '@plainbox/state';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type JobExecution, ProcessExecutor, type ProcessExecutorOptions } from '../src/index.js';
import { canMakeControlGroups, controlGroupsOf } from './kit/control-groups.js';
import { hasEnded, isAlive } from './kit/processes.js';
import { job, temporaryFolder } from './kit/session.js';

/** Runs one job and gathers what it printed. */
function start(
  command: string,
  fields: Record<string, string> = {},
  options: ProcessExecutorOptions = {},
  execution: Partial<JobExecution> = {},
) {
  const printed: Record<StreamName, string> = { stdout: '', stderr: '' };
  let whenPrinted = () => {};
  const firstOutput = new Promise<void>((resolve) => {
    whenPrinted = resolve;
  });
  const stop = new AbortController();
  const report = new ProcessExecutor(options).execute({
    job: job('a', command, fields),
    device: null,
    resultFile: undefined,
    attempt: 1,
    mark: 'the-attempt',
    stopClock: () => {},
    signal: stop.signal,
    shareDirectory: '/share',
    output: {
      write: (stream, bytes) => {
        printed[stream] += Buffer.from(bytes).toString();
        if (printed[stream].includes('\n')) whenPrinted();
        return true;
      },
      drained: async () => {},
    },
    ...execution,
  });
  return { report, printed, stop, firstOutput };
}

async function run(...args: Parameters<typeof start>) {
  const { report, printed } = start(...args);
  return { ...(await report), ...printed };
}

describe('a command', () => {
  test('passes with exit code 0, fails with another, crashes by a signal', async () => {
    expect(await run('exit 0')).toMatchObject({ outcome: 'pass', returnCode: 0 });
    expect(await run('exit 3')).toMatchObject({ outcome: 'fail', returnCode: 3 });
    expect(await run('kill -SEGV $$')).toMatchObject({ outcome: 'crash', returnCode: -11 });
  });

  test('has its two streams apart', async () => {
    expect(await run('echo out; echo err >&2')).toMatchObject({ stdout: 'out\n', stderr: 'err\n' });
  });

  test('finds nothing of a job that the runner itself is part of', async () => {
    vi.stubEnv('PLAINBOX_DEVICE', 'outer');
    vi.stubEnv('PLAINBOX_JOB_RESULT', '/outer/result');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { stdout } = await run('echo "<$PLAINBOX_DEVICE$PLAINBOX_JOB_RESULT>"');
    expect(stdout).toBe('<>\n');
  });

  test('finds the environment of this process, the shared folder, its own id, and what is added', async () => {
    const { stdout } = await run(
      'echo $PATH; echo $PLAINBOX_SESSION_SHARE; echo $PLAINBOX_JOB_ID; echo $EXTRA',
      {},
      { environment: { EXTRA: 'more' } },
    );
    const { PATH } = process.env;
    expect(stdout).toBe(`${PATH}\n/share\na\nmore\n`);
  });

  test('starts in the folder that it is told', async () => {
    expect(await run('pwd', {}, { workingDirectory: '/' })).toMatchObject({ stdout: '/\n' });
  });

  test('reads nothing from our terminal', async () => {
    expect(await run('cat; echo read')).toMatchObject({ stdout: 'read\n' });
  });

  test('is read by the shell of the job', async () => {
    // $0 is how the shell was called.
    expect(await run('echo $0')).toMatchObject({ stdout: 'bash\n' });
    for (const shell of ['bash', '/bin/bash', '/bin/sh']) {
      expect(await run('echo $0', { shell })).toMatchObject({ stdout: `${shell}\n` });
    }
  });

  test('fails, and says why, in a shell that is none', async () => {
    const { outcome, returnCode, comments, stderr } = await run('true', { shell: 'zsh' });
    expect({ outcome, returnCode }).toEqual({ outcome: 'fail', returnCode: 1 });
    expect(comments).toContain('"zsh"');
    expect(stderr).toContain('"zsh"');
  });

  test('runs for its own user, and fails for another', async () => {
    expect(await run('true', { user: userInfo().username })).toMatchObject({ outcome: 'pass' });
    const other = await run('true', { user: 'somebody-else' });
    expect(other).toMatchObject({ outcome: 'fail', returnCode: 1 });
    expect(other.comments).toContain('somebody-else');
  });

  test('that is too long to start fails with the reason', async () => {
    const { outcome, comments } = await run(`: ${'x'.repeat(4_000_000)}`);
    expect(outcome).toBe('fail');
    expect(comments).toMatch(/could not be started.*E2BIG/);
  });

  test('is read no faster than its output is taken', async () => {
    let waits = 0;
    let taken = 0;
    const { outcome } = await run(
      'head -c 1000000 /dev/zero',
      {},
      {},
      {
        output: {
          write: (_, bytes) => {
            taken += bytes.length;
            return false;
          },
          drained: async () => {
            waits += 1;
          },
        },
      },
    );
    expect(outcome).toBe('pass');
    expect(taken).toBe(1_000_000);
    expect(waits).toBeGreaterThan(10);
  });
});

describe('stopping a command', () => {
  test('ends its whole group, and tells the reason of the stop', async () => {
    const { report, printed, stop, firstOutput } = start('sleep 60 & echo $!; wait');
    await firstOutput;
    const pid = Number(printed.stdout);
    expect(isAlive(pid)).toBe(true);
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(report).rejects.toBe(reason);
    await hasEnded(pid);
  });

  test('ends with SIGKILL who ignores SIGTERM', async () => {
    const { report, printed, stop, firstOutput } = start(
      'trap "" TERM; (trap "" TERM; echo $BASHPID; while :; do sleep 60; done) & while :; do wait; done',
      {},
      { stopGrace: 0.1 },
    );
    await firstOutput;
    stop.abort(new Error('enough'));
    await expect(report).rejects.toThrow('enough');
    expect(isAlive(Number(printed.stdout))).toBe(false);
  });

  test('reaches children that made a session of their own', async () => {
    const { report, printed, stop, firstOutput } = start(
      'setsid sh -c "echo \\$\\$; exec sleep 60" & wait',
    );
    await firstOutput;
    stop.abort(new Error('enough'));
    await expect(report).rejects.toThrow('enough');
    expect(isAlive(Number(printed.stdout))).toBe(false);
  });

  /** Starts a job with a daemon, `$DAEMON`, and stops the job when that has come about. */
  async function daemonOf(command: string, options: ProcessExecutorOptions = {}): Promise<number> {
    const folder = await temporaryFolder();
    const file = join(folder, 'pid');
    const daemon = join(folder, 'daemon');
    writeFileSync(daemon, `echo $$ > ${file}; exec sleep 60`);
    const { report, stop, firstOutput } = start(
      `DAEMON='sh ${daemon}'; ${command}; until test -s ${file}; do sleep 0.01; done; echo ready; sleep 60`,
      {},
      { stopGrace: 0.1, ...options },
      { shareDirectory: undefined },
    );
    await firstOutput;
    const pid = Number(readFileSync(file, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    stop.abort(new Error('enough'));
    await expect(report).rejects.toThrow('enough');
    return pid;
  }

  test.each([
    ['has the mark of the attempt in its environment', `setsid -f $DAEMON > /dev/null 2>&1`],
    [
      'has emptied its environment, but stayed in the session',
      `set -m; (env -i $DAEMON > /dev/null 2>&1 &)`,
    ],
    [
      'has emptied its environment and left the session, but holds the output',
      `env -i setsid -f $DAEMON`,
    ],
    [
      'has done all of that, but was seen when it still had a parent',
      `sh -c "env -i setsid $DAEMON > /dev/null 2>&1 & sleep 0.5"`,
    ],
  ])('reaches a daemon, though it is nobody’s child, that %s', async (_, command) => {
    await hasEnded(await daemonOf(command, { controlGroups: false }));
  });

  test.runIf(canMakeControlGroups)(
    'reaches any daemon where it can make control groups',
    async () => {
      await hasEnded(await daemonOf(`env -i setsid -f $DAEMON > /dev/null 2>&1`));
      expect(controlGroupsOf(process.pid)).toEqual([]);
    },
  );

  test('lets a command end by itself that SIGTERM asks to', async () => {
    const { report, printed, stop, firstOutput } = start(
      'trap "echo cleaned up; exit" TERM; echo ready; while :; do sleep 0.01; done',
    );
    await firstOutput;
    stop.abort(new Error('enough'));
    await expect(report).rejects.toThrow('enough');
    expect(printed.stdout).toBe('ready\ncleaned up\n');
  });

  test('before it has begun runs nothing for long', async () => {
    await expect(
      run('sleep 60', {}, {}, { signal: AbortSignal.abort(new Error('never')) }),
    ).rejects.toThrow('never');
  });
});

describe('programs that a command leaves behind', () => {
  test('may finish their output within the grace', async () => {
    const left = await run('(sleep 0.2; echo late) & echo early');
    expect(left).toMatchObject({ outcome: 'pass', stdout: 'early\nlate\n' });
    expect(left.comments).toBeUndefined();
  });

  test('are stopped when they hold the output for longer, and the result stands', async () => {
    const left = await run('sleep 60 & echo $!', {}, { leftoverGrace: 0.1 });
    expect(left).toMatchObject({ outcome: 'pass', returnCode: 0 });
    expect(left.comments).toContain('left behind');
    expect(isAlive(Number(left.stdout))).toBe(false);
  });

  test('are stopped so also where they have left the group and the session', async () => {
    const left = await run(
      // Its parent ends at once: nothing but the output tells that it is ours.
      'setsid env -i sh -c "echo \\$\\$; exec sleep 60" & exit 4',
      {},
      { leftoverGrace: 0.3, stopGrace: 0.05 },
    );
    expect(left).toMatchObject({ outcome: 'fail', returnCode: 4 });
    expect(left.comments).toContain('left behind');
    await vi.waitFor(() => expect(isAlive(Number(left.stdout))).toBe(false));
  });

  test.each([
    ['with', true],
    ['without', false],
  ])('live on when they hold nothing of ours, %s a control group', async (_, controlGroups) => {
    const { stdout, outcome } = await run(
      'sleep 60 >/dev/null 2>&1 & echo $!',
      {},
      { controlGroups },
    );
    expect(outcome).toBe('pass');
    expect(isAlive(Number(stdout))).toBe(true);
    process.kill(Number(stdout), 'SIGKILL');
  });
});
