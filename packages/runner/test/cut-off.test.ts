import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SessionManager } from '@plainbox/manager';
import type { JobDefinition } from '@plainbox/state';
import { SessionStorageRepository } from '@plainbox/storage';
import { describe, expect, test, vi } from 'vitest';
import {
  type Decision,
  recordVerdict,
  SessionRunner,
  type SessionRunnerOptions,
} from '../src/index.js';
import { interruptedSession } from './kit/interrupted.js';
import { hasEnded, isAlive } from './kit/processes.js';
import { job, outcomes, reopen, sessionOf, temporaryFolder, told } from './kit/session.js';

const BOOT = { before: 'boot-1', after: 'boot-2' };

/** Runs a session that was cut off, and tells what was decided. */
async function resume(
  manager: SessionManager,
  options: SessionRunnerOptions = {},
): Promise<{ decisions: Decision[]; words: string[]; status: string }> {
  const runner = new SessionRunner(manager, options);
  const decisions: Decision[] = [];
  runner.on('decision', (decision) => decisions.push(decision));
  const words = told(runner);
  const { status } = await runner.run();
  return { decisions, words, status };
}

const history = (manager: SessionManager, id: string): (string | null)[] =>
  manager.state.jobs.get(id)?.resultHistory.map(({ outcome }) => outcome) ?? [];

/** Lasts for ever the first time, and ends at once when it is run again. */
const slowOnce = (id: string, fields: Record<string, string> = {}): JobDefinition =>
  job(
    id,
    `f="$PLAINBOX_SESSION_SHARE/${id}"; test -e "$f" && exit 0; echo $$ > "$f"; echo begun; sleep 60`,
    fields,
  );

/** Whether the machine has a program that not every one has. */
const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

describe('a job that was running when its runner was killed', () => {
  test('is recorded as crashed, with the reason and its log, and run again', async () => {
    const units = [job('a', 'true'), slowOnce('b'), job('c', 'true')];
    const manager = await interruptedSession(units, { when: 'begun' });
    const { decisions, words, status } = await resume(manager);
    expect(decisions).toMatchObject([
      { job: { id: 'b' }, rule: 'crash', outcome: 'crash', runsAgain: true },
    ]);
    expect(words).toEqual([
      'decision b crash',
      'started b',
      'finished b pass',
      'started c',
      'finished c pass',
    ]);
    expect(status).toBe('finished');

    // All of it is stored.
    const again = await reopen(manager, units);
    expect(history(again, 'b')).toEqual(['crash', 'pass']);
    const [lost] = again.state.jobs.get('b')?.resultHistory ?? [];
    expect(lost?.comments).toBe(decisions[0]?.reason);
    expect(existsSync(lost?.ioLogFilename ?? '')).toBe(true);
  });

  test('leaves nothing running beside its next attempt', async () => {
    const manager = await interruptedSession([slowOnce('a')], { when: 'begun', leaveJobs: true });
    const share = manager.directories?.sessionSharePathname ?? '';
    const pid = Number(readFileSync(join(share, 'a'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await resume(manager);
    await hasEnded(pid);
  });

  test('leaves nothing running, by whatever path the session is opened', async () => {
    const units = [slowOnce('a')];
    const manager = await interruptedSession(units, { when: 'begun', leaveJobs: true });
    const share = manager.directories?.sessionSharePathname ?? '';
    const pid = Number(readFileSync(join(share, 'a'), 'utf8'));
    await manager.close();
    const link = join(await temporaryFolder(), 'link');
    symlinkSync(dirname(manager.storage.location), link);
    const repo = new SessionStorageRepository(link);
    await using again = await SessionManager.openSession('latest', { repo, units });
    expect(isAlive(pid)).toBe(true);
    await resume(again);
    await hasEnded(pid);
  });

  test('is not run again when it was cut off too often', async () => {
    const units = [job('a', 'echo begun; sleep 60'), job('b', 'true')];
    let manager = await interruptedSession(units, { when: 'begun' });
    manager = await interruptedSession(units, { when: 'begun', session: manager });
    const { decisions, words } = await resume(manager);
    expect(decisions).toMatchObject([{ outcome: 'crash', runsAgain: false }]);
    expect(words).toEqual(['decision a crash', 'started b', 'finished b pass']);
    expect(history(manager, 'a')).toEqual(['crash', 'crash']);
    // And it stays so.
    const again = await reopen(manager, units);
    expect((await resume(again)).words).toEqual([]);
  });

  test('is not run again when it was cut off too often, also where it leaves nothing that differs', async () => {
    const units = [job('r', 'echo begun; sleep 60', { plugin: 'resource' })];
    let manager = await interruptedSession(units, { when: 'begun', maxCrashes: 3 });
    for (const _ of [2, 3]) {
      manager = await interruptedSession(units, { when: 'begun', maxCrashes: 3, session: manager });
    }
    const { decisions } = await resume(manager, { maxCrashes: 3 });
    expect(decisions).toMatchObject([{ outcome: 'crash', runsAgain: false }]);
    expect(history(manager, 'r')).toEqual(['crash', 'crash', 'crash']);
  });

  test('is run again where it had saved that it is undecided, and nobody judges such jobs', async () => {
    const units = [
      job(
        'a',
        `test -e "$PLAINBOX_SESSION_SHARE/f" && exit 0; touch "$PLAINBOX_SESSION_SHARE/f"
         echo '"undecided"' > "$PLAINBOX_JOB_RESULT"; echo begun; sleep 60`,
      ),
    ];
    const manager = await interruptedSession(units, { when: 'begun' });
    const plan = new SessionRunner(manager).plan();
    expect(plan).toMatchObject({ decided: [], runAgain: [{ job: { id: 'a' }, cause: 'cut-off' }] });
    const { words } = await resume(manager);
    expect(words).toEqual(['decision a undecided', 'started a', 'finished a pass']);
  });

  test('is not taken for one when its own words are like those of a decision', async () => {
    const manager = await sessionOf([job('a', 'true')]);
    recordVerdict(manager, { id: 'a' }, { outcome: 'crash', comments: 'Cut off: the cable' });
    expect(new SessionRunner(manager).toDo).toEqual([]);
  });

  test('leaves nothing running where somebody settles it by hand', async () => {
    const manager = await interruptedSession([slowOnce('a')], { when: 'begun', leaveJobs: true });
    const share = manager.directories?.sessionSharePathname ?? '';
    const pid = Number(readFileSync(join(share, 'a'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    recordVerdict(manager, { id: 'a' }, { outcome: 'pass' });
    await hasEnded(pid);
  });

  test.skipIf(!has('pgrep'))('leaves nothing running, however fast that multiplies', async () => {
    const storm = 'echo begun; for each in $(seq 10000); do sleep 47.25 & sleep 0.003; done';
    const manager = await interruptedSession([job('a', storm)], {
      when: 'begun',
      leaveJobs: true,
    });
    const alive = (): string =>
      spawnSync('pgrep', ['-f', '^sleep 47[.]25$'], { encoding: 'utf8' }).stdout;
    await vi.waitFor(() => expect(alive().split('\n').length).toBeGreaterThan(20));
    await resume(manager, { maxCrashes: 1 });
    await vi.waitFor(() => expect(alive()).toBe(''));
  });

  test.skipIf(!has('perl'))(
    'leaves nothing running, though each of its processes gives way to another at once',
    async () => {
      // It dies with its child begun: whoever is found in a list of processes is no more. It ends by itself if nobody ends it.
      const storm = `perl -e '$SIG{CHLD} = "IGNORE"; open F, ">>", "$ENV{PLAINBOX_SESSION_SHARE}/beat"; $| = 1; print "begun\\n"; $end = time + 60; while (time < $end) { syswrite F, "."; my $pid = fork; exit if $pid; }'`;
      const manager = await interruptedSession([job('a', `${storm} & wait; sleep 60`)], {
        when: 'begun',
        leaveJobs: true,
      });
      const beat = join(manager.directories?.sessionSharePathname ?? '', 'beat');
      await resume(manager, { maxCrashes: 1 });
      await setTimeout(100);
      const beats = statSync(beat).size;
      await setTimeout(300);
      expect(statSync(beat).size).toBe(beats);
    },
  );

  test('may be cut off as often as one says', async () => {
    const units = [job('a', 'echo begun; sleep 60')];
    const manager = await interruptedSession(units, { when: 'begun' });
    const { decisions, words } = await resume(manager, { maxCrashes: 1 });
    expect(decisions).toMatchObject([{ outcome: 'crash', runsAgain: false }]);
    expect(words).toEqual(['decision a crash']);
  });

  test('has the outcome that it saved itself', async () => {
    const command =
      'echo \'{"outcome": "fail", "comments": "two of three"}\' > "$PLAINBOX_SESSION_SHARE/__result"; echo begun; sleep 60';
    const units = [job('a', command), job('b', 'true')];
    const manager = await interruptedSession(units, { when: 'begun' });
    const { decisions } = await resume(manager);
    expect(decisions).toMatchObject([{ rule: 'saved-outcome', outcome: 'fail', runsAgain: false }]);
    expect(outcomes(manager)).toEqual({ a: 'fail', b: 'pass' });
    expect(manager.state.jobs.get('a')?.result.comments).toContain('two of three');
    const share = manager.directories?.sessionSharePathname ?? '';
    expect(existsSync(join(share, '__result'))).toBe(false);
  });

  test('is not judged by what another job saved', async () => {
    const saves = 'echo \'"pass"\' > "$PLAINBOX_SESSION_SHARE/__result"';
    const manager = await interruptedSession([job('a', saves), slowOnce('b')], { when: 'begun' });
    const { decisions } = await resume(manager);
    expect(decisions).toMatchObject([{ job: { id: 'b' }, rule: 'crash' }]);
  });

  test('is nothing to do any more once it is skipped', async () => {
    const manager = await interruptedSession([slowOnce('a'), job('b', 'true')], { when: 'begun' });
    const present = [job('a', 'true'), job('b', 'true')];
    const again = await reopen(manager, present, { onChangedJob: 'skip' });
    expect(new SessionRunner(again).toDo.map(({ id }) => id)).toEqual(['b']);
    recordVerdict(again, { id: 'b' }, { outcome: 'pass' });
    expect(new SessionRunner(again).toDo).toEqual([]);
    expect([...again.state.metadata.flags]).not.toContain('incomplete');
  });

  test('is not judged when its definition has changed and it is skipped, as often as that happens', async () => {
    const versions = ['1', '2', '3'].map((version) => [
      job('a', 'echo begun; sleep 60', { version }),
    ]);
    const [first = [], second = [], third = []] = versions;
    const skip = { onChangedJob: 'skip' } as const;
    let manager = await interruptedSession(first, { when: 'begun' });
    manager = await reopen(manager, second, skip);
    expect((await resume(manager)).words).toEqual([]);
    manager.reruns.add('a');
    await manager.checkpoint();
    manager = await interruptedSession(second, { when: 'begun', session: manager });
    manager = await reopen(manager, third, skip);
    expect(await resume(manager)).toEqual({ decisions: [], words: [], status: 'finished' });
    expect(history(manager, 'a')).toEqual(['skip', 'skip']);
  });

  describe('side by side with another', () => {
    const meets = (own: string, other: string): string =>
      `cd "$PLAINBOX_SESSION_SHARE"; touch ${own}; until test -e ${other}; do sleep 0.01; done`;

    test('is not judged by what the other saved before it ended', async () => {
      const units = [
        job('a', `${meets('a', 'b')}; echo '"pass"' > __result`),
        job(
          'b',
          `${meets('b', 'a')}; until test -e __result; do sleep 0.01; done; sleep 0.5; echo begun; sleep 60`,
        ),
      ];
      const manager = await interruptedSession(units, { when: 'begun', jobs: 2 });
      const { decisions } = await resume(manager, { maxCrashes: 1 });
      expect(decisions.find(({ job }) => job.id === 'b')).toMatchObject({ rule: 'crash' });
    });

    test('has the outcome that it saved under its name', async () => {
      const units = [
        job('a', `${meets('a', 'b')}; touch c; sleep 60`),
        job(
          'b',
          `${meets('b', 'c')}; echo '{"job": "b", "outcome": "fail"}' > __result; echo begun; sleep 60`,
        ),
      ];
      const manager = await interruptedSession(units, { when: 'begun', jobs: 2 });
      const { decisions } = await resume(manager, { maxCrashes: 1 });
      expect(decisions).toMatchObject([
        { job: { id: 'a' }, rule: 'crash', outcome: 'crash' },
        { job: { id: 'b' }, rule: 'saved-outcome', outcome: 'fail' },
      ]);
    });
  });

  describe('with a file for its outcome that no other job has', () => {
    const saves = (outcome: string): string => `echo '"${outcome}"' > "$PLAINBOX_JOB_RESULT"`;

    test('has the outcome that it saved there, whatever runs beside it', async () => {
      const reaches = 'cd "$PLAINBOX_SESSION_SHARE"';
      const units = [
        job('a', `${reaches}; ${saves('pass')}; touch begun; sleep 60`),
        job(
          'b/1',
          `${reaches}; until test -e begun; do sleep 0.01; done; ${saves('fail')}; echo begun; sleep 60`,
        ),
      ];
      const manager = await interruptedSession(units, { when: 'begun', jobs: 2 });
      const { decisions } = await resume(manager);
      expect(decisions).toMatchObject([
        { job: { id: 'a' }, rule: 'saved-outcome', outcome: 'pass' },
        { job: { id: 'b/1' }, rule: 'saved-outcome', outcome: 'fail' },
      ]);
      const share = manager.directories?.sessionSharePathname ?? '';
      expect(readdirSync(share)).toEqual(['begun']);
    });

    test('is not judged by what an earlier attempt saved', async () => {
      const first = 'test -e "$PLAINBOX_SESSION_SHARE/f"';
      const units = [
        job(
          'a',
          `${first} || ${saves('pass')}; touch "$PLAINBOX_SESSION_SHARE/f"; echo begun; sleep 60`,
        ),
      ];
      let manager = await interruptedSession(units, { when: 'begun' });
      await resume(manager);
      expect(outcomes(manager)).toEqual({ a: 'pass' });
      manager.reruns.add('a');
      await manager.checkpoint();
      manager = await interruptedSession(units, { when: 'begun', session: manager });
      expect((await resume(manager, { maxCrashes: 1 })).decisions).toMatchObject([
        { rule: 'crash' },
      ]);
    });
  });

  for (const nonsense of ['', '{"outcome": "pa', '{"outcome": "splendid"}', '[1]', 'null']) {
    test(`is not judged by a saved outcome that is none: ${nonsense || 'nothing'}`, async () => {
      const manager = await interruptedSession([slowOnce('a')], { when: 'begun' });
      const share = manager.directories?.sessionSharePathname ?? '';
      writeFileSync(join(share, '__result'), nonsense);
      expect((await resume(manager)).decisions).toMatchObject([{ rule: 'crash' }]);
    });
  }

  for (const [what, make] of [
    ['a folder', (path: string) => mkdirSync(path)],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a link', (path: string) => symlinkSync('/dev/zero', path)],
  ] as const) {
    test(`is not judged by ${what} in the place of a saved outcome, which keeps nothing from going on`, async () => {
      const manager = await interruptedSession([slowOnce('a')], { when: 'begun' });
      const share = manager.directories?.sessionSharePathname ?? '';
      make(join(share, '__result'));
      make(join(share, '__result-a'));
      const { decisions, words } = await resume(manager);
      expect(decisions).toMatchObject([{ rule: 'crash' }]);
      expect(words.at(-1)).toBe('finished a pass');
    });
  }

  test('keeps its log when the session is found in another place', async () => {
    const units = [slowOnce('a')];
    const manager = await interruptedSession(units, { when: 'begun' });
    await manager.close();
    const elsewhere = await temporaryFolder();
    renameSync(manager.storage.location, join(elsewhere, basename(manager.storage.location)));
    const repo = new SessionStorageRepository(elsewhere);
    await using moved = await SessionManager.openSession('latest', { repo, units });
    await resume(moved);
    const [lost] = moved.state.jobs.get('a')?.resultHistory ?? [];
    expect(lost?.ioLogFilename).toMatch(new RegExp(`^${elsewhere}/`));
    expect(existsSync(lost?.ioLogFilename ?? '')).toBe(true);
  });

  test.each([
    5,
    'runs',
    [],
    { running: 5 },
    { running: { job: 'a' }, drafts: null },
    { running: [null, 1, { job: 1 }, { job: 'a' }], drafts: { a: 1 } },
  ])('is not judged by notes that no runner writes: %j', async (notes) => {
    const manager = await sessionOf([job('a', 'true')]);
    manager.data.set('runner', notes);
    expect(new SessionRunner(manager).plan().neverStarted).toHaveLength(1);
    expect((await resume(manager)).words).toEqual(['started a', 'finished a pass']);
  });

  test('gives no records when it was to give some and was cut off', async () => {
    const units = [slowOnce('r', { plugin: 'resource' })];
    const manager = await interruptedSession(units, { when: 'begun' });
    const { decisions } = await resume(manager, { maxCrashes: 1 });
    expect(decisions).toMatchObject([{ outcome: 'crash' }]);
    expect(manager.state.jobs.get('r')?.result.kind).toBe('memory');
  });
});

describe('a job that ends with a reboot', () => {
  const reboots = { flags: 'noreturn' };

  test('passes when the machine has rebooted while it was running', async () => {
    const units = [job('a', 'echo begun; sleep 60', reboots), job('b', 'true')];
    const manager = await interruptedSession(units, { when: 'begun', bootId: BOOT.before });
    const { decisions, words } = await resume(manager, { bootId: BOOT.after });
    expect(decisions).toMatchObject([{ rule: 'rebooted', outcome: 'pass', runsAgain: false }]);
    expect(words).toEqual(['decision a pass', 'started b', 'finished b pass']);
    expect(manager.state.jobs.get('a')?.result.comments).toContain('rebooted');
  });

  test('has crashed when its runner was killed and the machine has not rebooted', async () => {
    const units = [slowOnce('a', reboots)];
    const manager = await interruptedSession(units, { when: 'begun', bootId: BOOT.before });
    const { decisions } = await resume(manager, { bootId: BOOT.before });
    expect(decisions).toMatchObject([{ rule: 'crash', outcome: 'crash' }]);
  });

  test('is believed by what it saved, rather than by the reboot', async () => {
    const command = 'echo \'"skip"\' > "$PLAINBOX_SESSION_SHARE/__result"; echo begun; sleep 60';
    const manager = await interruptedSession([job('a', command, reboots)], {
      when: 'begun',
      bootId: BOOT.before,
    });
    const { decisions } = await resume(manager, { bootId: BOOT.after });
    expect(decisions).toMatchObject([{ rule: 'saved-outcome', outcome: 'skip' }]);
  });
});

describe('any other job', () => {
  test('has crashed when the machine went down while it was running', async () => {
    const manager = await interruptedSession([slowOnce('a')], {
      when: 'begun',
      bootId: BOOT.before,
    });
    const { decisions } = await resume(manager, { bootId: BOOT.after });
    expect(decisions).toMatchObject([{ rule: 'crash', outcome: 'crash', runsAgain: true }]);
    expect(decisions[0]?.reason).toContain('the machine went down');
  });
});
