import { describe, expect, test, vi } from 'vitest';
import {
  DependencyDuplicateError,
  JobOnRunListError,
  Resource,
  SessionState,
  Unit,
} from '../../src/index.js';
import { ids, job, reasons, resourceJob, result } from '../sessions.js';

/** What `act` throws. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a fresh session', () => {
  test('has its jobs in the order given, nothing desired, and everything undesired', () => {
    const state = new SessionState([job('b'), job('a')]);
    expect([...state.jobs.keys()]).toEqual(['b', 'a']);
    expect([state.desiredJobs, state.mandatoryJobs, state.runList]).toEqual([[], [], []]);
    expect(reasons(state, 'a')).toEqual([['UNDESIRED', undefined]]);
  });

  test('merges equal jobs: the last one stays, in its own place', () => {
    const last = job('a');
    const state = new SessionState([job('a'), job('b'), last]);
    expect([...state.jobs.keys()]).toEqual(['b', 'a']);
    expect(state.jobs.get('a')?.job).toBe(last);
  });

  test('is refused for two different jobs of one id', () => {
    const [first, second] = [job('a'), job('a', { command: 'other' })];
    const error = thrownBy(() => new SessionState([job('b'), first, second]));
    expect(error).toBeInstanceOf(DependencyDuplicateError);
    expect(error).toMatchObject({
      code: 'DUPLICATE_JOB',
      job: first,
      duplicateJob: second,
      affectedJob: first,
      affectingJob: second,
    });
  });

  test('leaves the list of units that it was given alone, where plainbox goes on writing to it', () => {
    const units = [job('a')];
    new SessionState(units).addUnit(job('b'));
    expect(ids(units)).toEqual(['a']);
  });

  test('takes any text for an id, also names that objects are born with', () => {
    const names = ['__proto__', 'constructor', 'toString', '10', '9'];
    const state = new SessionState(names.map((id) => job(id)));
    expect([...state.jobs.keys()]).toEqual(names);
    state.updateDesiredJobs(['__proto__', 'hasOwnProperty']);
    state.updateJobResult('__proto__', result('pass'));
    state.setResources('__proto__', [new Resource({ a: 'b' })]);
    expect(ids(state.runList)).toEqual(['__proto__']);
    expect(state.jobs.get('__proto__')?.canStart).toBe(true);
    expect(state.jobs.get('valueOf')).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('a');
  });
});

describe('adding a unit', () => {
  test('puts a job at the end, undesired', () => {
    const state = new SessionState([job('b')]);
    const added = job('a');
    expect(state.addUnit(added)).toBe(added);
    expect([...state.jobs.keys()]).toEqual(['b', 'a']);
    expect(state.units).toContain(added);
    expect(reasons(state, 'a')).toEqual([['UNDESIRED', undefined]]);
  });

  test('keeps the job that is there, if both are equal', () => {
    const first = job('a');
    const state = new SessionState([first]);
    expect(state.addUnit(job('a'))).toBe(first);
    expect(state.jobs.size).toBe(1);
    expect(state.units.size).toBe(1);
  });

  test('is refused for another job of a known id, and changes nothing', () => {
    const [first, second] = [job('a'), job('a', { summary: 'other' })];
    const state = new SessionState([first]);
    expect(thrownBy(() => state.addUnit(second))).toMatchObject({
      name: 'DependencyDuplicateError',
      affectedJob: first,
      affectingJob: second,
    });
    expect([...state.units]).toEqual([first]);
  });

  test('keeps the first of different jobs where resources are faked, as the export of test plans needs', () => {
    const first = job('a');
    const state = new SessionState([first], { fakeResources: true });
    expect(state.addUnit(job('a', { summary: 'other' }))).toBe(first);
  });

  test('is refused for a plain object, which would silently be no job', () => {
    const plain = { id: 'a', plugin: 'shell', command: 'true' } as unknown as Unit;
    const refused = expect.objectContaining({ code: 'BAD_UNIT' });
    expect(() => new SessionState([plain])).toThrow(refused);
    const state = new SessionState();
    expect(() => state.addUnit(plain)).toThrow(refused);
    expect(state.units.size).toBe(0);
  });

  test('carries units of other kinds along', () => {
    const category = new Unit({ unit: 'category', id: 'audio', name: 'Audio' });
    const state = new SessionState();
    expect(state.addUnit(category)).toBe(category);
    expect([...state.units]).toEqual([category]);
    expect(state.jobs.size).toBe(0);
  });

  test('is all or nothing for a job and its siblings', () => {
    const state = new SessionState([job('b')]);
    const siblings = [{ id: 'c' }, { id: 'b', command: 'other' }];
    expect(() => state.addUnit(job('a', { siblings }))).toThrow(DependencyDuplicateError);
    expect([...state.jobs.keys()]).toEqual(['b']);
  });
});

describe('removing a unit', () => {
  test('takes the job, its results and its resources', () => {
    const state = new SessionState([resourceJob('a'), job('b')]);
    state.updateMandatoryJobs(['a', 'b']);
    state.updateJobResult('a', result('pass'));
    state.removeUnit(resourceJob('a'));
    expect([...state.jobs.keys()]).toEqual(['b']);
    expect(state.resources.size).toBe(0);
    expect(state.units.size).toBe(1);
    expect(ids(state.mandatoryJobs)).toEqual(['b']);
  });

  test.each([0, 1, 2])('takes a job with its equals, whichever of them is named: %i', (named) => {
    const equals = [job('a'), job('a'), job('a')] as const;
    const units = [equals[0], job('b'), equals[1], equals[2]];
    const state = new SessionState(units);
    expect([...state.units]).toEqual(units);
    state.removeUnit(equals[named] as Unit);
    expect(ids([...state.units] as never)).toEqual(['b']);
    expect([...new SessionState(state.units).jobs.keys()]).toEqual(['b']);
    state.addUnit(equals[0]);
    expect([...state.units]).toEqual([job('b'), equals[0]]);
  });

  test('is refused for a job on the run list, where plainbox loses half of it', () => {
    const state = new SessionState([job('a', { depends: 'b' }), job('b')]);
    state.updateDesiredJobs(['a']);
    const error = thrownBy(() => state.removeUnit(job('b')));
    expect(error).toBeInstanceOf(JobOnRunListError);
    expect(error).toMatchObject({ code: 'JOB_ON_RUN_LIST', jobIds: ['b'] });
    expect(state.jobs.has('b')).toBe(true);
    state.updateDesiredJobs([]);
    state.removeUnit(job('b'));
    expect(state.jobs.has('b')).toBe(false);
  });

  test('is refused for a unit that is not there', () => {
    const state = new SessionState([job('a')]);
    const refused = expect.objectContaining({ code: 'UNKNOWN_UNIT' });
    expect(() => state.removeUnit(job('b'))).toThrow(refused);
    expect(() => state.removeUnit(job('a', { command: 'other' }))).toThrow(refused);
    expect(() => state.removeUnit(new Unit({ unit: 'category', id: 'a' }))).toThrow(refused);
  });

  test('tells units that are no jobs apart by their kinds and definitions', () => {
    const category = (fields: object) => new Unit({ unit: 'category', id: 'a', ...fields });
    const plan = new Unit({ unit: 'test plan', id: 'a' });
    const state = new SessionState([category({ name: 'One' }), plan, job('a')]);
    state.addUnit(category({ name: 'Two' }));
    state.removeUnit(category({ name: 'One' }));
    expect([...state.units]).toEqual([plan, job('a'), category({ name: 'Two' })]);
    expect(() => state.removeUnit(category({ name: 'One' }))).toThrow('no such unit');
    state.addUnit(category({ name: 'One' }));
    state.removeUnit(category({ name: 'Two' }));
    state.removeUnit(category({ name: 'One' }));
    expect([...state.units]).toEqual([plan, job('a')]);
  });

  test('that is no job finds it by its id, without a look at the others', () => {
    const categories = Array.from(
      { length: 1000 },
      (_, n) => new Unit({ unit: 'category', id: `c${n}` }),
    );
    const state = new SessionState(categories);
    state.removeUnit(categories[0] as Unit);
    const readId = vi.spyOn(Unit.prototype, 'id', 'get');
    try {
      state.removeUnit(categories[999] as Unit);
      expect(readId.mock.calls.length).toBeLessThan(10);
    } finally {
      readId.mockRestore();
    }
  });

  test('leaves the list of mandatory jobs alone, however long, unless it is one of them', () => {
    const length = 40_000;
    const jobs = Array.from({ length }, (_, n) => job(`j${n}`));
    const state = new SessionState(jobs);
    state.updateMandatoryJobs(jobs.slice(length / 2));
    const { mandatoryJobs } = state;
    for (const other of jobs.slice(0, length / 2)) state.removeUnit(other);
    expect(state.mandatoryJobs).toBe(mandatoryJobs);
    for (const mandatory of jobs.slice(length / 2 + 2)) state.removeUnit(mandatory);
    expect(ids(state.mandatoryJobs)).toEqual([`j${length / 2}`, `j${length / 2 + 1}`]);
    expect(mandatoryJobs).toHaveLength(length / 2);
  });

  test('may go on while one walks along the jobs, and others come: none is passed over', () => {
    const old = Array.from({ length: 30 }, (_, n) => job(`old${n}`));
    const state = new SessionState(old);
    for (const [id, jobState] of state.jobs) {
      if (!id.startsWith('old')) continue;
      state.removeUnit(jobState.job);
      state.addUnit(job(id.replace('old', 'new')));
    }
    expect([...state.jobs.keys()]).toEqual(ids(old).map((id) => id.replace('old', 'new')));
  });

  test('lets a job of the same id come again, as a new one', () => {
    const state = new SessionState([job('a')]);
    state.updateJobResult('a', result('pass'));
    state.removeUnit(job('a'));
    state.addUnit(job('a', { command: 'other' }));
    expect(state.jobs.get('a')?.result.isHollow).toBe(true);
  });
});

describe('trimming', () => {
  test('takes all jobs that need not be kept, from the list of units too', () => {
    const state = new SessionState([job('a'), resourceJob('b'), job('c')]);
    state.setResources('b', [new Resource()]);
    state.updateDesiredJobs(['c']);
    state.trimJobs(({ id }) => id === 'c');
    expect([...state.jobs.keys()]).toEqual(['c']);
    expect(ids([...state.units] as never)).toEqual(['c']);
    expect(state.resources.size).toBe(0);
  });

  test('takes them off the mandatory list, which could not name them any more', () => {
    const state = new SessionState([job('a'), job('b')]);
    state.updateMandatoryJobs(['a', 'b']);
    state.trimJobs(({ id }) => id === 'b');
    expect(ids(state.mandatoryJobs)).toEqual(['b']);
    expect(state.updateDesiredJobs([])).toEqual([]);
  });

  test('is refused as a whole when the run list needs one of them, and names all that it needs', () => {
    const state = new SessionState([job('a'), job('c'), job('b')]);
    state.updateDesiredJobs(['c', 'b']);
    const error = thrownBy(() => state.trimJobs(() => false));
    expect(error).toMatchObject({ code: 'JOB_ON_RUN_LIST', jobIds: ['b', 'c'] });
    expect(state.jobs.size).toBe(3);
  });
});
