import { describe, expect, test } from 'vitest';
import {
  type Answer,
  type Asker,
  type Question,
  recordVerdict,
  SessionRunner,
} from '../src/index.js';
import { job, outcomes, reopen, sessionOf, told } from './kit/session.js';

/** Somebody who gives these answers, one after the other; `undefined` for nobody being there. */
function person(...answers: (Answer | undefined)[]): Asker & { asked: Question[] } {
  const asked: Question[] = [];
  return {
    asked,
    ask: async (question) => {
      asked.push(question);
      return answers.shift();
    },
  };
}

const manual = job('look', '', { plugin: 'manual', purpose: 'Look at it' });
const verify = job('sound', 'echo played >> "$PLAINBOX_SESSION_SHARE/trace"; echo beep', {
  plugin: 'user-verify',
});

describe('a manual job', () => {
  test('has the outcome that the person says', async () => {
    const manager = await sessionOf([manual, job('next', 'true')]);
    const asker = person({ outcome: 'fail', comments: 'it is cracked' });
    await new SessionRunner(manager, { asker }).run();
    expect(asker.asked).toMatchObject([{ kind: 'manual', job: { id: 'look' }, draft: '' }]);
    expect(manager.state.jobs.get('look')?.result).toMatchObject({
      outcome: 'fail',
      rawComments: 'it is cracked',
    });
  });

  test('waits where nobody is there, and the others go on', async () => {
    const manager = await sessionOf([
      manual,
      job('next', 'true'),
      job('needs', 'true', { depends: 'look' }),
    ]);
    const report = await new SessionRunner(manager).run();
    expect(report).toEqual({
      status: 'waiting',
      waitsFor: 'person',
      finished: ['next'],
      left: ['look', 'needs'],
    });
  });

  test('keeps what was typed as soon as it was typed', async () => {
    const units = [manual];
    const manager = await sessionOf(units);
    const asker: Asker = {
      ask: async (question) => {
        await question.keep('the left corner');
        return undefined;
      },
    };
    await new SessionRunner(manager, { asker }).run();
    const again = await reopen(manager, units);
    const second = person({ outcome: 'pass', comments: 'the left corner is fine' });
    await new SessionRunner(again, { asker: second }).run();
    expect(second.asked[0]?.draft).toBe('the left corner');
    expect(again.state.jobs.get('look')?.result.comments).toBe('the left corner is fine');
  });

  test('waits also where it is to be done once more', async () => {
    const manager = await sessionOf([manual]);
    await new SessionRunner(manager, { asker: person({ outcome: 'pass' }) }).run();
    manager.reruns.add('look');
    expect(await new SessionRunner(manager).run()).toMatchObject({
      status: 'waiting',
      waitsFor: 'person',
      left: ['look'],
    });
  });

  test('is to be done once more where that is wished while somebody does it', async () => {
    const manager = await sessionOf([manual]);
    const asker: Asker = {
      ask: async () => {
        manager.reruns.add('look');
        return { outcome: 'pass' };
      },
    };
    const report = await new SessionRunner(manager, { asker }).run();
    expect(report).toMatchObject({ finished: ['look'], left: ['look'] });
  });

  test('is still to do when the session is stopped while the person thinks', async () => {
    const manager = await sessionOf([manual]);
    const stop = new AbortController();
    const asker: Asker = {
      ask: async (_, { signal }) => {
        stop.abort(new Error('enough'));
        throw signal.reason;
      },
    };
    const report = await new SessionRunner(manager, { asker }).run({ signal: stop.signal });
    expect(report).toEqual({ status: 'stopped', finished: [], left: ['look'] });
  });
});

describe('a job whose command a person judges', () => {
  test('runs, and has the outcome that the person says, with its log', async () => {
    const manager = await sessionOf([verify]);
    const asker = person({ outcome: 'pass' });
    await new SessionRunner(manager, { asker }).run();
    expect(asker.asked).toMatchObject([
      { kind: 'verify', result: { outcome: 'undecided', returnCode: 0 } },
    ]);
    expect(manager.state.jobs.get('sound')?.result).toMatchObject({
      outcome: 'pass',
      returnCode: 0,
      kind: 'disk',
    });
  });

  test('is undecided while nobody is there, and only judged later, not run again', async () => {
    const manager = await sessionOf([verify]);
    expect((await new SessionRunner(manager).run()).status).toBe('waiting');
    expect(outcomes(manager)).toEqual({ sound: 'undecided' });

    const again = await reopen(manager, [verify]);
    const runner = new SessionRunner(again, { asker: person({ outcome: 'fail' }) });
    const words = told(runner);
    await runner.run();
    expect(words).toEqual(['finished sound fail']);
    const { readFileSync } = await import('node:fs');
    const trace = `${again.directories?.sessionSharePathname}/trace`;
    expect(readFileSync(trace, 'utf8')).toBe('played\n');
  });
});

test('a command whose time is up is nothing to judge', async () => {
  const slow = job('sound', 'sleep 60', { plugin: 'user-verify' });
  const manager = await sessionOf([slow]);
  const asker = person({ outcome: 'pass' });
  await new SessionRunner(manager, { asker, timeout: 0.1 }).run();
  expect(asker.asked).toEqual([]);
  expect(outcomes(manager)).toEqual({ sound: 'crash' });
});

describe('a job that a person starts', () => {
  const interact = job('plug', 'exit 3', { plugin: 'user-interact' });
  const both = job('plug', 'exit 3', { plugin: 'user-interact-verify' });

  test('has the outcome of its command', async () => {
    const manager = await sessionOf([interact]);
    const asker = person({ start: true });
    await new SessionRunner(manager, { asker }).run();
    expect(asker.asked.map(({ kind }) => kind)).toEqual(['start']);
    expect(outcomes(manager)).toEqual({ plug: 'fail' });
  });

  test('may be skipped instead', async () => {
    const manager = await sessionOf([interact]);
    const asker = person({ outcome: 'skip', comments: 'no cable' });
    await new SessionRunner(manager, { asker }).run();
    expect(manager.state.jobs.get('plug')?.result).toMatchObject({
      outcome: 'skip',
      rawComments: 'no cable',
      returnCode: null,
    });
  });

  test('is judged too, if it says so', async () => {
    const manager = await sessionOf([both]);
    const asker = person({ start: true }, { outcome: 'pass' });
    await new SessionRunner(manager, { asker }).run();
    expect(asker.asked.map(({ kind }) => kind)).toEqual(['start', 'verify']);
    expect(outcomes(manager)).toEqual({ plug: 'pass' });
  });

  test('runs again where somebody found it undecided: nobody else is going to judge it', async () => {
    const manager = await sessionOf([interact]);
    recordVerdict(manager, { id: 'plug' }, { outcome: 'undecided' });
    expect(await new SessionRunner(manager).run()).toMatchObject({ status: 'waiting' });
    const asker = person({ start: true });
    await new SessionRunner(manager, { asker }).run();
    expect(outcomes(manager)).toEqual({ plug: 'fail' });
  });

  test('does not start where nobody is there', async () => {
    const manager = await sessionOf([both]);
    const runner = new SessionRunner(manager);
    const words = told(runner);
    await runner.run();
    expect(words).toEqual(['left plug']);
  });
});

test('one question at a time is asked, however many jobs run', async () => {
  const units = ['a', 'b', 'c'].map((id) => job(id, '', { plugin: 'manual' }));
  const manager = await sessionOf([...units, job('d', 'true')]);
  let open = 0;
  const asker: Asker = {
    ask: async () => {
      open += 1;
      expect(open).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return { outcome: 'pass' };
    },
  };
  await new SessionRunner(manager, { asker, jobs: 4 }).run();
  expect(outcomes(manager)).toEqual({ a: 'pass', b: 'pass', c: 'pass', d: 'pass' });
});
