import { describe, expect, test } from 'vitest';
import {
  type DeviceContextEvents,
  IdPattern,
  IdPatternQualifier,
  type JobOverrides,
  type Provider,
  SessionDeviceContext,
  SessionState,
  type TestPlan,
  Unit,
} from '../../src/index.js';
import { ids, job, printed, resourceJob, template } from '../sessions.js';

function provider(name: string, units: Iterable<Unit> = []): Provider {
  return { name, namespace: name, units };
}

function plan(fields: Partial<TestPlan> = {}): TestPlan {
  return { id: 'plan', include: [], mandatory: [], bootstrap: [], overrides: [], ...fields };
}

function overriding(pattern: string, overrides: JobOverrides): TestPlan {
  return plan({ overrides: [{ pattern: new IdPattern(pattern), overrides }] });
}

/** The names of all events of a context and its session, as they come. */
function heardFrom(context: SessionDeviceContext): string[] {
  const heard: string[] = [];
  const events: (keyof DeviceContextEvents)[] = [
    'jobAdded',
    'unitAdded',
    'unitRemoved',
    'providerAdded',
  ];
  for (const name of events) context.on(name, () => heard.push(`context ${name}`));
  for (const name of ['unitAdded', 'jobAdded', 'unitRemoved', 'jobRemoved'] as const) {
    context.state.on(name, () => heard.push(`state ${name}`));
  }
  return heard;
}

describe('a device context', () => {
  test('has a session of its own, unless one is given', () => {
    const state = new SessionState([job('a')]);
    expect(new SessionDeviceContext(state).state).toBe(state);
    expect(new SessionDeviceContext().state.units.size).toBe(0);
    expect(new SessionDeviceContext().device).toBeNull();
  });

  test('knows each provider of the units that its session began with, once', () => {
    const acme = provider('acme');
    const units = ['a', 'b'].map((id) => new Unit({ unit: 'category', id }, { provider: acme }));
    const plain = new Unit({ unit: 'category', id: 'c' }, { namespace: 'other' });
    const { providers } = new SessionDeviceContext(new SessionState([...units, plain]));
    expect(providers).toEqual([acme]);
    expect(providers[0]).toBe(acme);
  });

  test('works something out once, until it is invalidated', () => {
    const context = new SessionDeviceContext();
    let count = 0;
    const compute = (): number => ++count;
    expect([context.computeShared('n', compute), context.computeShared('n', compute)]).toEqual([
      1, 1,
    ]);
    context.invalidateShared('n');
    expect(context.computeShared('n', compute)).toBe(2);
  });
});

describe('adding a provider', () => {
  test('adds its units, or leaves that for later', () => {
    const context = new SessionDeviceContext();
    context.addProvider(provider('acme', [job('a'), job('b')]));
    context.addProvider(provider('later', [job('c')]), { addUnits: false });
    expect([...context.state.jobs.keys()]).toEqual(['a', 'b']);
    expect(context.providers.map(({ name }) => name)).toEqual(['acme', 'later']);
  });

  test('is refused for one that is there, and changes nothing', () => {
    const context = new SessionDeviceContext();
    const acme = provider('acme', [job('a')]);
    context.addProvider(acme);
    expect(() => context.addProvider(acme)).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_PROVIDER' }),
    );
    expect(context.providers).toEqual([acme]);
  });

  test('adds all of its units or none: a refused one leaves nothing behind, and nothing is told', () => {
    const refused = [
      [job('b'), job('a', { user: 'root' })],
      [job('b', { siblings: [{ id: 'c' }] }), job('c', { user: 'root' })],
      [job('b'), job('c', { siblings: '[{' })],
      [job('b'), job('b')],
      [job('b'), { id: 'c' } as unknown as Unit],
    ];
    const context = new SessionDeviceContext(new SessionState([job('a')]));
    const heard = heardFrom(context);
    for (const units of refused) {
      const acme = provider('acme', units);
      expect(() => context.addProvider(acme)).toThrow();
      expect(context.providers).toEqual([]);
      expect([...context.state.jobs.keys()]).toEqual(['a']);
    }
    expect(heard).toEqual([]);
  });

  test('may bring a job that is a sibling of another too, as it counts for units added here alone', () => {
    const base = job('base', { siblings: [{ id: 's' }] });
    for (const units of [
      [base, job('s')],
      [job('s'), base],
    ]) {
      const context = new SessionDeviceContext();
      context.addProvider(provider('acme', units));
      expect(context.state.jobs.size).toBe(2);
      expect(() => context.addUnit(job('s'))).toThrow(
        expect.objectContaining({ code: 'DUPLICATE_UNIT' }),
      );
    }
  });

  test('is told before its units are', () => {
    const context = new SessionDeviceContext();
    const heard = heardFrom(context);
    context.addProvider(provider('acme', [job('a')]));
    expect(heard).toEqual([
      'context providerAdded',
      'context jobAdded',
      'context unitAdded',
      'state unitAdded',
      'state jobAdded',
    ]);
  });
});

describe('a unit of a device context', () => {
  test('comes once: an equal one is refused, which the session alone would merge', () => {
    const context = new SessionDeviceContext();
    context.addUnit(job('a'));
    expect(() => context.addUnit(job('a'))).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_UNIT' }),
    );
    expect(() => context.addUnit(job('a', { user: 'root' }))).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_JOB' }),
    );
    expect(context.state.jobs.size).toBe(1);
  });

  test('is found by id and kind, and is unknown under any other', () => {
    const category = new Unit({ unit: 'category', id: 'a' });
    const context = new SessionDeviceContext(new SessionState([category]));
    const a = job('a');
    context.addUnit(a);
    expect(context.getUnit('a', 'category')).toBe(category);
    expect(context.getUnit('a', 'job')).toBe(a);
    expect(() => context.getUnit('a', 'template')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_UNIT' }),
    );
    expect(() => context.getUnit('b')).toThrow(expect.objectContaining({ code: 'UNKNOWN_UNIT' }));
  });

  test('goes, the context being told before the session', () => {
    const context = new SessionDeviceContext();
    context.addUnit(job('a'));
    const heard = heardFrom(context);
    context.removeUnit(job('a'));
    expect(heard).toEqual(['context unitRemoved', 'state unitRemoved', 'state jobRemoved']);
    expect(() => context.getUnit('a')).toThrow();
    expect(() => context.removeUnit(job('a'))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_UNIT' }),
    );
  });

  test('may be removed wherever it came from: plainbox ends with a KeyError for generated jobs', () => {
    const context = new SessionDeviceContext(new SessionState([resourceJob('r'), template('r')]));
    context.state.updateJobResult('r', printed('name: x'));
    context.removeUnit(context.getUnit('check/x'));
    expect([...context.state.jobs.keys()]).toEqual(['r']);
  });

  test('that is no job fires no event of jobs', () => {
    const context = new SessionDeviceContext();
    const heard = heardFrom(context);
    context.addUnit(new Unit({ unit: 'category', id: 'c' }));
    expect(heard).toEqual(['context unitAdded', 'state unitAdded']);
  });
});

describe('test plans of a device context', () => {
  test('override fields of the jobs that are there, and of those that come', () => {
    const context = new SessionDeviceContext(new SessionState([job('a'), job('b')]));
    context.setTestPlans([overriding('a|c', { certificationStatus: 'blocker' })]);
    const heard: (string | undefined)[] = [];
    const statusOf = (id: string) => context.state.jobs.get(id)?.effectiveCertificationStatus;
    context.on('jobAdded', ({ id }) => heard.push(statusOf(id)));
    context.addUnit(job('c'));
    expect(['a', 'b', 'c'].map(statusOf)).toEqual(['blocker', 'non-blocker', 'blocker']);
    expect(heard).toEqual(['blocker']);
  });

  test('override the jobs of a template by its id', () => {
    const units = [resourceJob('r'), template('r', { 'template-id': 'disk-check' })];
    const context = new SessionDeviceContext(new SessionState(units));
    context.setTestPlans([overriding('disk-check', { autoRetry: 'no' })]);
    context.state.updateJobResult('r', printed('name: x'));
    expect(context.state.jobs.get('check/x')?.effectiveAutoRetry).toBe('no');
  });

  test('are merged in their order: where several match a job, the later ones win field by field', () => {
    const context = new SessionDeviceContext(new SessionState([job('a')]));
    context.setTestPlans([
      overriding('a', { categoryId: 'one', autoRetry: 'no' }),
      overriding('.*', { categoryId: 'two' }),
    ]);
    const state = context.state.jobs.get('a');
    expect([state?.effectiveCategoryId, state?.effectiveAutoRetry]).toEqual(['two', 'no']);
  });

  test('join what they say about one pattern where it came first', () => {
    const context = new SessionDeviceContext(new SessionState([job('a')]));
    context.setTestPlans([
      overriding('a', { categoryId: 'one' }),
      overriding('.*', { categoryId: 'two' }),
      overriding('a', { categoryId: 'three' }),
    ]);
    expect(context.state.jobs.get('a')?.effectiveCategoryId).toBe('two');
  });

  test('make the jobs that they want whatever else runs the mandatory ones, and plan anew', () => {
    const context = new SessionDeviceContext(new SessionState([job('a'), job('b'), job('c')]));
    context.state.updateDesiredJobs(['a']);
    const mandatory = [new IdPatternQualifier('[bc]'), new IdPatternQualifier('c', false)];
    expect(context.setTestPlans([plan({ mandatory })])).toEqual([]);
    expect(ids(context.state.mandatoryJobs)).toEqual(['b']);
    expect(ids(context.state.runList)).toEqual(['b', 'a']);
  });

  test('leave the mandatory jobs as they are when there are none', () => {
    const context = new SessionDeviceContext(new SessionState([job('a')]));
    context.state.updateMandatoryJobs(['a']);
    context.setTestPlans([]);
    expect(ids(context.state.mandatoryJobs)).toEqual(['a']);
    expect(context.state.runList).toEqual([]);
  });
});
