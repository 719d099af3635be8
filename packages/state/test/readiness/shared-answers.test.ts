import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import {
  Resource,
  ResourceExpression,
  ResourceProgramError,
  SessionState,
} from '../../src/index.js';
import { ExpressionAnswers } from '../../src/resources/expressions/expression-answers.js';
import { job, printed, reasons, resourceJob } from '../sessions.js';

const CAMERA = "camera.kind == 'usb'";

describe('an expression that many jobs state', () => {
  let evaluated: MockInstance<ResourceExpression['matches']>;

  beforeEach(() => {
    evaluated = vi.spyOn(ResourceExpression.prototype, 'matches');
  });

  afterEach(() => {
    evaluated.mockRestore();
  });

  /** A session that runs fifty jobs which state the same, each in a list of its own. */
  function sessionOf(...requires: readonly string[]): SessionState {
    const askers = Array.from({ length: 50 }, (_, n) => job(`j${n}`, { requires }));
    const state = new SessionState([resourceJob('camera'), resourceJob('disk'), ...askers]);
    state.updateDesiredJobs(askers);
    return state;
  }

  test('is evaluated once for each result of its resource, whatever becomes of other resources', () => {
    const state = sessionOf(CAMERA);
    expect(evaluated).not.toHaveBeenCalled();
    state.updateJobResult('camera', printed('kind: built-in'));
    expect(evaluated).toHaveBeenCalledTimes(1);
    expect(reasons(state, 'j49')).toEqual([['FAILED_RESOURCE', 'camera']]);
    state.updateJobResult('disk', printed('kind: usb'));
    expect(evaluated).toHaveBeenCalledTimes(1);
    state.updateJobResult('camera', printed('kind: usb'));
    expect(evaluated).toHaveBeenCalledTimes(2);
    expect(state.jobs.get('j49')?.canStart).toBe(true);
  });

  test('is not evaluated again for another run list', () => {
    const state = sessionOf(CAMERA);
    state.updateJobResult('camera', printed('kind: usb'));
    state.updateDesiredJobs(['j7']);
    state.updateDesiredJobs(['j7', 'j8']);
    expect(evaluated).toHaveBeenCalledTimes(1);
    expect([...state.jobs.values()].filter(({ canStart }) => canStart)).toHaveLength(3);
  });

  test('about two resources is evaluated again when either changes', () => {
    const state = sessionOf('camera.bus == disk.bus');
    state.updateJobResult('camera', printed('bus: 1'));
    expect(evaluated).not.toHaveBeenCalled();
    state.updateJobResult('disk', printed('bus: 2'));
    expect(reasons(state, 'j0').map(([cause]) => cause)).toContain('FAILED_RESOURCE');
    state.updateJobResult('disk', printed('bus: 1'));
    expect(state.jobs.get('j0')?.canStart).toBe(true);
    state.updateJobResult('camera', printed('bus: 3'));
    expect(state.jobs.get('j0')?.canStart).toBe(false);
    expect(evaluated).toHaveBeenCalledTimes(3);
  });

  test('that takes too long to decide is given up once, not by each of them', () => {
    const records = Array.from({ length: 3000 }, (_, n) => [`bus: ${n}`, '']).flat();
    const state = sessionOf('(camera.bus < disk.nothing)');
    state.updateJobResult('camera', printed(...records));
    state.updateJobResult('disk', printed(...records));
    expect(evaluated).toHaveBeenCalledTimes(1);
    expect(reasons(state, 'j49').map(([cause]) => cause)).toEqual([
      'FAILED_RESOURCE',
      'FAILED_RESOURCE',
    ]);
  });

  test('in different namespaces is not the same: each asks its own resource', () => {
    const state = new SessionState(
      ['one', 'two'].flatMap((namespace) => [
        resourceJob('camera', namespace),
        job('check', { requires: CAMERA }, namespace),
      ]),
    );
    state.updateDesiredJobs(['one::check', 'two::check']);
    state.updateJobResult('one::camera', printed('kind: usb'));
    state.updateJobResult('two::camera', printed('kind: built-in'));
    expect(state.jobs.get('one::check')?.canStart).toBe(true);
    expect(reasons(state, 'two::check')).toEqual([['FAILED_RESOURCE', 'two::camera']]);
  });
});

test('answers that are kept are those that evaluating anew gives, however resources change', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const value = fc.constantFrom('1', '2');
  const term = fc.oneof(
    fc.tuple(name, value).map(([a, x]) => `${a}.x == '${x}'`),
    fc.tuple(name, name).map(([a, b]) => `${a}.x == ${b}.x`),
    fc.tuple(name, name).map(([a, b]) => `int(${a}.x) < int(${b}.x)`),
  );
  const text = fc
    .tuple(term, fc.constantFrom('and', 'or'), term)
    .map(([a, word, b]) => `${a} ${word} ${b}`);
  const imports = fc
    .option(fc.tuple(name, name), { nil: undefined })
    .map((pair) => (pair === undefined ? {} : { imports: new Map([pair]) }));
  const expression = fc
    .tuple(text, imports)
    .map(([text, scope]) => new ResourceExpression(text, scope));
  const change = fc.tuple(name, fc.array(value, { maxLength: 2 }));
  const same = fc.property(
    fc.array(expression, { minLength: 1, maxLength: 6 }),
    fc.array(change, { maxLength: 12 }),
    (expressions, changes) => {
      const answers = new ExpressionAnswers();
      const resources = new Map<string, readonly Resource[]>();
      for (const [id, values] of changes) {
        resources.set(
          id,
          values.map((x) => new Resource({ x })),
        );
        for (const each of expressions) {
          expect(answers.matches(each, resources)).toBe(each.matches(resources));
        }
      }
    },
  );
  fc.assert(same, { numRuns: 1_000 });
});

test('an expression that can’t be decided says so each time', () => {
  const records = Array.from({ length: 3000 }, () => new Resource({ n: '1' }));
  const resources = new Map([
    ['a', records],
    ['b', [...records]],
  ]);
  const expression = new ResourceExpression('(a.n < b.missing)');
  const answers = new ExpressionAnswers();
  expect(() => answers.matches(expression, resources)).toThrow(ResourceProgramError);
  expect(() => answers.matches(expression, resources)).toThrow(ResourceProgramError);
});
