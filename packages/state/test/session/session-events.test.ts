import { describe, expect, test } from 'vitest';
import { MemoryJobResult, SessionState, Unit } from '../../src/index.js';
import { ids, job, printed, resourceJob, result, template } from '../sessions.js';

/** Everything that a session and one of its jobs announce, in order. */
function listen(state: SessionState, id?: string): string[] {
  const heard: string[] = [];
  state.on('jobStateMapChanged', () => heard.push('jobStateMapChanged'));
  state.on('jobResultChanged', (job, { outcome }) =>
    heard.push(`jobResultChanged ${job.id} ${outcome}`),
  );
  state.on('unitAdded', (unit) => heard.push(`unitAdded ${unit.id}`));
  state.on('unitRemoved', (unit) => heard.push(`unitRemoved ${unit.id}`));
  state.on('jobAdded', (job) => heard.push(`jobAdded ${job.id}`));
  state.on('jobRemoved', (job) => heard.push(`jobRemoved ${job.id}`));
  state.on('readinessChanged', (jobs) =>
    heard.push(`readinessChanged ${jobs.map(({ job }) => job.id).join(' ')}`),
  );
  if (id !== undefined) {
    state.jobs.get(id)?.on('resultHistoryChanged', (before, after) => {
      heard.push(`resultHistoryChanged ${before.length} ${after.length}`);
    });
    state.jobs.get(id)?.on('resultChanged', (before, after) => {
      heard.push(`resultChanged ${before} ${after}`);
    });
  }
  return heard;
}

describe('events', () => {
  test('of a new result: the job’s own, then those of the session, then what became of others', () => {
    const state = new SessionState([job('a'), job('b', { depends: 'a' })]);
    state.updateDesiredJobs(['b']);
    const heard = listen(state, 'a');
    state.updateJobResult('a', result('pass'));
    expect(heard).toEqual([
      'resultHistoryChanged 0 1',
      'resultChanged none pass',
      'jobStateMapChanged',
      'jobResultChanged a pass',
      'readinessChanged b',
    ]);
  });

  test('of a result that says nothing new: only those of the session', () => {
    const state = new SessionState([job('a')]);
    state.updateJobResult('a', result('pass'));
    const heard = listen(state, 'a');
    state.updateJobResult('a', result('pass'));
    expect(heard).toEqual(['jobStateMapChanged', 'jobResultChanged a pass']);
  });

  test('of a hollow result: no change of the history', () => {
    const state = new SessionState([job('a')]);
    state.updateJobResult('a', result('pass'));
    const heard = listen(state, 'a');
    state.updateJobResult('a', new MemoryJobResult());
    expect(heard).toEqual([
      'resultChanged pass none',
      'jobStateMapChanged',
      'jobResultChanged a null',
    ]);
  });

  test('of generated jobs: one after the other, behind the result that they came of', () => {
    const state = new SessionState([resourceJob('r'), template('r')]);
    const heard = listen(state);
    state.updateJobResult('r', printed('name: a', '', 'name: b'));
    expect(heard).toEqual([
      'jobStateMapChanged',
      'jobResultChanged r pass',
      'jobStateMapChanged',
      'unitAdded check/a',
      'jobAdded check/a',
      'jobStateMapChanged',
      'unitAdded check/b',
      'jobAdded check/b',
    ]);
  });

  test('of adding units: a job with its siblings, another unit, and nothing for what is there', () => {
    const state = new SessionState();
    const heard = listen(state);
    state.addUnit(job('a', { siblings: [{ id: 'b' }] }));
    state.addUnit(new Unit({ unit: 'category', id: 'c' }));
    expect(heard.splice(0)).toEqual([
      'jobStateMapChanged',
      'unitAdded a',
      'jobAdded a',
      'jobStateMapChanged',
      'unitAdded b',
      'jobAdded b',
      'unitAdded c',
    ]);
    state.addUnit(job('a', { siblings: [{ id: 'b' }] }));
    expect(heard).toEqual([]);
  });

  test('of removing and trimming', () => {
    const state = new SessionState([job('a'), job('b'), job('c')]);
    const heard = listen(state);
    state.removeUnit(job('a'));
    expect(heard.splice(0)).toEqual(['unitRemoved a', 'jobRemoved a', 'jobStateMapChanged']);
    state.trimJobs(() => false);
    expect(heard.splice(0)).toEqual([
      'jobStateMapChanged',
      'jobRemoved b',
      'unitRemoved b',
      'jobRemoved c',
      'unitRemoved c',
    ]);
    state.trimJobs(() => false);
    expect(heard).toEqual([]);
  });

  test('of desired jobs: that their readiness changed, and nothing else', () => {
    const state = new SessionState([job('a', { depends: 'b' }), job('b'), job('c')]);
    const heard = listen(state);
    state.updateMandatoryJobs(['c']);
    state.setResources('r', []);
    expect(heard).toEqual([]);
    state.updateDesiredJobs(['a']);
    expect(heard.splice(0)).toEqual(['readinessChanged c b a']);
    state.updateDesiredJobs(['b'], { includeMandatory: false });
    expect(heard.splice(0)).toEqual(['readinessChanged c a']);
    state.updateDesiredJobs(['b'], { includeMandatory: false });
    expect(heard).toEqual([]);
  });

  test('come when everything is changed, where plainbox shows readiness as it was', () => {
    const state = new SessionState([
      resourceJob('r'),
      template('r'),
      job('a', { requires: 'r.name' }),
    ]);
    state.updateDesiredJobs(['a']);
    const seen: unknown[] = [];
    state.jobs.get('r')?.on('resultChanged', () => {
      seen.push(state.jobs.get('a')?.canStart, state.jobs.has('check/x'));
    });
    state.updateJobResult('r', printed('name: x'));
    expect(seen).toEqual([true, true]);
  });

  test('of what a listener does are sent in between', () => {
    const state = new SessionState([job('a'), job('b')]);
    state.on('jobResultChanged', ({ id }) => {
      if (id === 'a') state.updateJobResult('b', result('pass'));
    });
    const heard = listen(state);
    state.updateJobResult('a', result('fail'));
    expect(heard.filter((event) => event.startsWith('jobResult'))).toEqual([
      'jobResultChanged b pass',
      'jobResultChanged a fail',
    ]);
  });

  test('stop at a listener that throws, and leave the session as it has to be', () => {
    const state = new SessionState([job('a'), job('b', { depends: 'a' })]);
    state.updateDesiredJobs(['b']);
    const heard: string[] = [];
    state.on('jobStateMapChanged', () => {
      throw new Error('listener');
    });
    state.on('jobResultChanged', ({ id }) => heard.push(id));
    expect(() => state.updateJobResult('a', result('pass'))).toThrow('listener');
    expect(heard).toEqual([]);
    expect(state.jobs.get('b')?.canStart).toBe(true);
  });
});

describe('a listener', () => {
  test('may listen twice, and is called twice', () => {
    const state = new SessionState();
    let calls = 0;
    const listener = () => {
      calls++;
    };
    const stop = state.on('unitAdded', listener);
    state.on('unitAdded', listener);
    state.addUnit(job('a'));
    expect(calls).toBe(2);
    stop();
    stop();
    state.addUnit(job('b'));
    expect(calls).toBe(3);
  });

  test('stops when its signal is aborted', () => {
    const state = new SessionState();
    const heard: string[] = [];
    const abort = new AbortController();
    state.on('jobAdded', ({ id }) => heard.push(id), { signal: abort.signal });
    state.addUnit(job('a'));
    abort.abort();
    state.addUnit(job('b'));
    state.on('jobAdded', ({ id }) => heard.push(id), { signal: abort.signal });
    state.addUnit(job('c'));
    expect(heard).toEqual(['a']);
  });

  test('that comes or goes during an event counts from the next one on', () => {
    const state = new SessionState();
    const heard: string[] = [];
    const stopSecond: (() => void)[] = [];
    state.on('jobAdded', () => {
      stopSecond[0]?.();
      state.on('jobAdded', () => heard.push('new'));
    });
    stopSecond.push(state.on('jobAdded', () => heard.push('second')));
    state.addUnit(job('a'));
    expect(heard).toEqual(['second']);
    state.addUnit(job('b'));
    expect(heard).toEqual(['second', 'new']);
  });
});

describe('tracked changes', () => {
  test('hold what became different, with its values at that moment', () => {
    const state = new SessionState([job('a'), resourceJob('r'), template('r')]);
    const tracker = state.trackChanges();
    const first = result('fail');
    state.updateJobResult('a', first);
    state.updateJobResult('a', result('fail'));
    state.updateJobResult('a', new MemoryJobResult());
    state.updateMetadata({ title: 't', appId: null });
    state.updateMandatoryJobs(['a']);
    state.updateDesiredJobs(['r']);
    state.updateDesiredJobs(['r']);
    state.updateJobResult('r', printed('name: x'));
    state.updateSystemInformation(new Map());
    expect(tracker.take()).toMatchObject([
      { kind: 'resultChanged', jobId: 'a', result: first, appended: true },
      { kind: 'resultChanged', jobId: 'a', result: { isHollow: true }, appended: false },
      { kind: 'metadataChanged', fields: { title: 't' } },
      { kind: 'mandatoryChanged', ids: ['a'] },
      { kind: 'desiredChanged', ids: ['a', 'r'] },
      { kind: 'runListChanged', ids: ['a', 'r'] },
      { kind: 'resultChanged', jobId: 'r', appended: true },
      { kind: 'jobsAdded', ids: ['check/x'] },
      { kind: 'systemInformationChanged' },
    ]);
    expect(tracker.take()).toEqual([]);
    state.updateDesiredJobs([], { includeMandatory: false });
    state.trimJobs(({ id }) => id === 'r');
    expect(tracker.take()).toMatchObject([
      { kind: 'desiredChanged', ids: [] },
      { kind: 'runListChanged', ids: [] },
      { kind: 'jobsRemoved', ids: ['a', 'check/x'] },
      { kind: 'mandatoryChanged', ids: [] },
    ]);
  });

  test('keep lists as they were, whatever happens after', () => {
    const state = new SessionState([job('a'), job('b')]);
    const tracker = state.trackChanges();
    state.updateDesiredJobs(['a']);
    state.updateDesiredJobs(['b']);
    const lists = tracker.take().map((change) => ('jobs' in change ? ids(change.jobs) : []));
    expect(lists).toEqual([['a'], ['a'], ['b'], ['b']]);
  });

  test('go to each tracker, until it is disposed of', () => {
    const state = new SessionState([job('a')]);
    const [one, two] = [state.trackChanges(), state.trackChanges()];
    state.updateMetadata({ title: 'x' });
    one.dispose();
    one.dispose();
    state.updateMetadata({ title: 'y' });
    expect(one.take()).toEqual([]);
    expect(two.take()).toHaveLength(2);
  });

  test('leave out metadata that was set to what it is', () => {
    const state = new SessionState();
    state.updateMetadata({ flags: ['a', 'b'], rejectedJobs: ['x'], appBlob: Uint8Array.of(1) });
    const tracker = state.trackChanges();
    state.updateMetadata({ flags: ['b', 'a'], rejectedJobs: ['x'], appBlob: Uint8Array.of(1) });
    expect(tracker.take()).toEqual([]);
    state.updateMetadata({ flags: ['a'], rejectedJobs: ['y'], appBlob: Uint8Array.of(2) });
    expect(tracker.take()).toEqual([
      {
        kind: 'metadataChanged',
        fields: { flags: new Set(['a']), rejectedJobs: ['y'], appBlob: Uint8Array.of(2) },
      },
    ]);
  });
});
