import { describe, expect, test } from 'vitest';
import {
  type ExactJson,
  type FieldInput,
  Float,
  type InhibitorCause,
  type JobDefinition,
  MemoryJobResult,
  outcomeOfBlockedJob,
  ReadinessInhibitor,
  Resource,
  SessionState,
  SetupJob,
} from '../../src/index.js';
import { job, reasons, resourceJob, result } from '../sessions.js';

/** A session in which all jobs are desired. */
function desiring(...jobs: readonly JobDefinition[]): SessionState {
  const state = new SessionState(jobs);
  state.updateDesiredJobs(jobs);
  return state;
}

describe('an inhibitor', () => {
  test('needs a job for every cause but UNDESIRED, and more for some', () => {
    const relatedJob = job('a');
    const make = (cause: InhibitorCause, more = {}) => new ReadinessInhibitor({ cause, ...more });
    expect(make('UNDESIRED').relatedJob).toBeUndefined();
    for (const cause of ['PENDING_DEP', 'FAILED_DEP', 'NOT_FAILED_DEP'] as const) {
      expect(() => make(cause)).toThrow(expect.objectContaining({ code: 'BAD_INHIBITOR' }));
      expect(make(cause, { relatedJob }).relatedJobId).toBe('a');
    }
    for (const cause of ['PENDING_RESOURCE', 'FAILED_RESOURCE', 'REQUIRED_MANIFEST'] as const) {
      expect(() => make(cause)).toThrow(/relatedJob/);
      expect(() => make(cause, { relatedJob })).toThrow(/relatedExpression|relatedManifests/);
    }
    expect(() => make('BORED' as never)).toThrow(/BORED/);
  });

  test('equals another by job, expression text and manifest ids', () => {
    const make = (id: string) =>
      new ReadinessInhibitor({ cause: 'PENDING_DEP', relatedJob: job(id) });
    expect(make('a').equals(make('a'))).toBe(true);
    expect(make('a').equals(make('b'))).toBe(false);
    const failed = new ReadinessInhibitor({ cause: 'FAILED_DEP', relatedJob: job('a') });
    expect(make('a').equals(failed)).toBe(false);
  });

  test('says what it is about, whatever the cause', () => {
    const state = desiring(
      job('a', { depends: 'b', after: 'c', salvages: 'd', requires: "r.x == 'y'" }),
      ...['b', 'c', 'd'].map((id) => job(id)),
      resourceJob('r'),
    );
    const texts = () => state.jobs.get('a')?.readinessDescription;
    expect(texts()).toBe(
      "the job can't start: r has to run first, to tell whether r.x == 'y', b has not run yet, " +
        'c has not run yet, d did not fail',
    );
    state.updateJobResult('b', result('fail'));
    state.setResources('r', []);
    expect(texts()).toMatch(/it is not so that r.x == 'y', b did not pass/);
    expect(state.jobs.get('b')?.readinessDescription).toBe('the job can start');
  });
});

describe('the reasons against a job', () => {
  test('are listed by field, and for each field by id in code point order', () => {
    const others = ['\u{1F600}', '\uff61', 'b', 'a'].map((id) => job(id));
    const names = others.map(({ id }) => id).join(' ');
    const state = desiring(job('x', { depends: names, after: 'b a', salvages: 'b a' }), ...others);
    expect(reasons(state, 'x')).toEqual([
      ['PENDING_DEP', 'a'],
      ['PENDING_DEP', 'b'],
      ['PENDING_DEP', '\uff61'],
      ['PENDING_DEP', '\u{1F600}'],
      ['PENDING_DEP', 'a'],
      ['PENDING_DEP', 'b'],
      ['NOT_FAILED_DEP', 'a'],
      ['NOT_FAILED_DEP', 'b'],
    ]);
  });

  test('by depends go away when the other passes, and by nothing else', () => {
    const state = desiring(job('x', { depends: 'y' }), job('y'));
    expect(reasons(state, 'x')).toEqual([['PENDING_DEP', 'y']]);
    for (const outcome of ['fail', 'skip', 'crash', 'undecided'] as const) {
      state.updateJobResult('y', result(outcome));
      expect(reasons(state, 'x')).toEqual([['FAILED_DEP', 'y']]);
    }
    state.updateJobResult('y', result('pass'));
    expect(reasons(state, 'x')).toEqual([]);
    state.updateJobResult('y', new MemoryJobResult());
    expect(reasons(state, 'x')).toEqual([['PENDING_DEP', 'y']]);
  });

  test('by after go away with any outcome', () => {
    const state = desiring(job('x', { after: 'y' }), job('y'));
    expect(reasons(state, 'x')).toEqual([['PENDING_DEP', 'y']]);
    state.updateJobResult('y', result('crash'));
    expect(reasons(state, 'x')).toEqual([]);
  });

  test('by salvages go away when the other fails: a crash is no failure', () => {
    const state = desiring(job('x', { salvages: 'y' }), job('y'));
    for (const outcome of [null, 'pass', 'crash'] as const) {
      state.updateJobResult('y', result(outcome));
      expect(reasons(state, 'x')).toEqual([['NOT_FAILED_DEP', 'y']]);
    }
    state.updateJobResult('y', result('fail'));
    expect(reasons(state, 'x')).toEqual([]);
  });

  test('never come from before', () => {
    const state = desiring(job('x'), job('y', { before: 'x' }));
    expect(reasons(state, 'x')).toEqual([]);
  });

  test('by salvages of an unknown job are the same as by one that did not fail, where plainbox ends with a KeyError', () => {
    const state = desiring(job('x', { salvages: 'nowhere' }));
    expect(reasons(state, 'x')).toEqual([['NOT_FAILED_DEP', 'nowhere']]);
    expect(state.jobs.get('x')?.readinessInhibitors[0]?.relatedJob).toBeUndefined();
    state.addUnit(job('nowhere'));
    expect(state.jobs.get('x')?.readinessInhibitors[0]?.relatedJob?.id).toBe('nowhere');
    state.updateJobResult('nowhere', result('fail'));
    expect(reasons(state, 'x')).toEqual([]);
    state.removeUnit(job('nowhere'));
    expect(reasons(state, 'x')).toEqual([['NOT_FAILED_DEP', 'nowhere']]);
  });

  test('by requires name the first expression alone, and every resource of it that is not known to have passed', () => {
    const requires = "a.x == '1'\nb.x == '1' and c.x == '1'\nd.x == '1'";
    const resources = ['a', 'b', 'c', 'd'].map((id) => resourceJob(id));
    const state = desiring(job('x', { requires }), ...resources);
    expect(reasons(state, 'x')).toEqual([['PENDING_RESOURCE', 'a']]);
    state.setResources('a', [new Resource({ x: '2' })]);
    // All expressions are asked for their resources before any is evaluated.
    expect(reasons(state, 'x')).toEqual([
      ['PENDING_RESOURCE', 'b'],
      ['PENDING_RESOURCE', 'c'],
    ]);
    state.updateJobResult('b', result('fail'));
    expect(reasons(state, 'x')).toEqual([
      ['PENDING_RESOURCE', 'b'],
      ['PENDING_RESOURCE', 'c'],
    ]);
    state.updateJobResult('b', result('pass'));
    expect(reasons(state, 'x')).toEqual([['PENDING_RESOURCE', 'c']]);
    state.updateJobResult('c', result('fail'));
    state.updateJobResult('d', result('pass'));
    expect(reasons(state, 'x')).toEqual([['FAILED_RESOURCE', 'a']]);
    state.setResources('a', [new Resource({ x: '1' })]);
    expect(reasons(state, 'x')).toEqual([
      ['FAILED_RESOURCE', 'b'],
      ['FAILED_RESOURCE', 'c'],
    ]);
  });

  test('by requires do not ask what came of the resource job, once it gave its records', () => {
    const state = desiring(job('x', { requires: "r.a == ''" }), resourceJob('r'));
    state.updateJobResult('r', result('fail'));
    expect(reasons(state, 'x')).toEqual([]);
  });

  test('of a setup job are what the manifest denies, missing answers counting as no', () => {
    const setup = new SetupJob({
      id: 'x',
      unit: 'setup_job',
      plugin: 'shell',
      requires_manifest: ['camera', { gps: false }, { disks: 2 }],
    });
    const state = desiring(setup);
    const manifests = () => state.jobs.get('x')?.readinessInhibitors.map((i) => i.relatedManifests);
    expect(reasons(state, 'x')).toEqual([['REQUIRED_MANIFEST', 'x']]);
    expect(manifests()).toEqual([['camera', 'disks']]);
    state.updateManifest([['camera', true]]);
    expect(manifests()).toEqual([['disks']]);
    state.updateManifest([['disks', 2]]);
    expect(reasons(state, 'x')).toEqual([]);
    state.updateManifest([['gps', true]]);
    expect(manifests()).toEqual([['gps']]);
  });

  test('of a setup job compare answers as Python does: 2.0 is 2, 1 is true, and null is not no', () => {
    const unmetBy = (wanted: FieldInput, given: ExactJson): boolean => {
      const setup = new SetupJob({
        id: 'x',
        unit: 'setup_job',
        requires_manifest: [{ a: wanted }],
      });
      const state = desiring(setup);
      state.updateManifest([['a', given]]);
      return reasons(state, 'x').length > 0;
    };
    expect([unmetBy(2, new Float(2)), unmetBy(true, 1), unmetBy(['b'], ['b'])]).toEqual([
      false,
      false,
      false,
    ]);
    expect([unmetBy(false, null), unmetBy('1', 1), unmetBy(['b'], ['c'])]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('are that nobody desired it, for every job off the run list', () => {
    const state = new SessionState([job('x', { depends: 'y' }), job('y'), job('z')]);
    state.updateDesiredJobs(['y']);
    state.updateJobResult('z', result('fail'));
    expect(reasons(state, 'x')).toEqual([['UNDESIRED', undefined]]);
    expect(reasons(state, 'z')).toEqual([['UNDESIRED', undefined]]);
    expect(state.jobs.get('x')?.canStart).toBe(false);
  });
});

describe('the outcome of a job that cannot start', () => {
  function blocked(state: SessionState, id = 'x') {
    const jobState = state.jobs.get(id);
    if (jobState === undefined) throw new Error('no such job');
    return outcomeOfBlockedJob(jobState, (other) => state.jobs.get(other)?.result.outcome);
  }

  const nothing = { relatedDependencies: [], relatedResources: [], relatedManifests: [] };

  test('is open as long as it only waits', () => {
    const state = desiring(job('x', { depends: 'y', requires: 'r.a' }), job('y'), resourceJob('r'));
    expect(blocked(state)).toEqual({ outcome: null, skipReason: null });
  });

  test('is skipped-dependency when one that it needs did not pass', () => {
    const state = desiring(job('x', { depends: 'y z' }), job('y'), job('z'));
    state.updateJobResult('y', result('crash'));
    expect(blocked(state)).toEqual({
      outcome: 'skipped-dependency',
      skipReason: { ...nothing, relatedDependencies: ['y'] },
    });
  });

  test('is skip when one that it needs was skipped by hand, and names others alone', () => {
    const state = desiring(job('x', { depends: 'y z' }), job('y'), job('z'));
    state.updateJobResult('y', result('skip'));
    expect(blocked(state)).toEqual({ outcome: 'skip', skipReason: null });
    state.updateJobResult('z', result('fail'));
    const skipReason = { ...nothing, relatedDependencies: ['z'] };
    expect(blocked(state)).toEqual({ outcome: 'skip', skipReason });
  });

  test('is skipped-resource, or fail for those who flag it, when what it requires is not so', () => {
    const requires = "r.a == '1'";
    const state = desiring(
      job('x', { requires }),
      job('strict', { requires, flags: 'fail-on-resource' }),
      resourceJob('r'),
    );
    state.setResources('r', []);
    const skipReason = { ...nothing, relatedResources: [requires] };
    expect(blocked(state)).toEqual({ outcome: 'skipped-resource', skipReason });
    expect(blocked(state, 'strict')).toEqual({ outcome: 'fail', skipReason });
  });

  test('is skipped-manifest when the expression asks the manifest, before dependencies', () => {
    const state = desiring(
      job('x', { depends: 'y', requires: "manifest.camera == 'True'" }),
      job('y'),
      resourceJob('manifest'),
    );
    state.setResources('manifest', []);
    state.updateJobResult('y', result('fail'));
    expect(blocked(state)).toEqual({
      outcome: 'skipped-manifest',
      skipReason: { ...nothing, relatedDependencies: ['y'], relatedManifests: ['camera'] },
    });
  });
});
