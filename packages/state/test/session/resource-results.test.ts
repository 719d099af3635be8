import { describe, expect, test } from 'vitest';
import {
  DiskJobResult,
  GeneratedUnitError,
  InvalidJob,
  MemoryJobResult,
  Resource,
  SESSION_FLAGS,
  SessionState,
  TemplateUnit,
} from '../../src/index.js';
import { ids, job, printed, reasons, resourceJob, result, template } from '../sessions.js';

function records(state: SessionState, id: string): object[] | undefined {
  return state.resources.get(id)?.map(({ data }: Resource) => Object.fromEntries(data));
}

describe('the result of a resource job', () => {
  test('brings the records that it printed', () => {
    const state = new SessionState([resourceJob('r'), job('a', { requires: "r.name == 'sda'" })]);
    state.updateDesiredJobs(['a']);
    expect(ids(state.runList)).toEqual(['r', 'a']);
    expect(reasons(state, 'a')).toEqual([['PENDING_RESOURCE', 'r']]);
    state.updateJobResult('r', printed('name: sda', 'size: 1', '', 'name: sdb'));
    expect(records(state, 'r')).toEqual([{ name: 'sda', size: '1' }, { name: 'sdb' }]);
    expect(state.jobs.get('a')?.canStart).toBe(true);
  });

  test('replaces earlier records, and never adds to them', () => {
    const state = new SessionState([resourceJob('r'), job('a', { requires: "r.name == 'sda'" })]);
    state.updateDesiredJobs(['a']);
    state.updateJobResult('r', printed('name: sda'));
    state.updateJobResult('r', printed('name: sdb'));
    expect(records(state, 'r')).toEqual([{ name: 'sdb' }]);
    expect(reasons(state, 'a')).toEqual([['FAILED_RESOURCE', 'r']]);
  });

  test('may be given as records too, of which the session keeps its own list', () => {
    const state = new SessionState([resourceJob('r'), job('a', { requires: "r.name == 'sda'" })]);
    state.updateDesiredJobs(['a']);
    const given = [new Resource({ name: 'sda' })];
    state.setResources('r', given);
    given.pop();
    expect(records(state, 'r')).toEqual([{ name: 'sda' }]);
    expect(reasons(state, 'a')).toEqual([]);
  });

  test('is one empty record where it printed nothing, whatever came of the job', () => {
    const state = new SessionState([resourceJob('r'), resourceJob('s')]);
    state.updateJobResult('r', result('pass'));
    state.updateJobResult('s', result('crash'));
    expect(records(state, 'r')).toEqual([{}]);
    expect(records(state, 's')).toEqual([{}]);
  });

  test('without an outcome brings nothing, where plainbox ends with a KeyError', () => {
    const state = new SessionState([resourceJob('r'), template('r')]);
    expect(state.updateJobResult('r', new MemoryJobResult({ comments: 'later' }))).toEqual([]);
    expect(state.resources.has('r')).toBe(false);
    state.updateJobResult('r', printed('name: sda'));
    state.updateJobResult('r', new MemoryJobResult());
    expect(records(state, 'r')).toEqual([{ name: 'sda' }]);
  });

  test('is read from stdout as one text, also where the log cuts lines and characters anywhere', () => {
    const bytes = Buffer.from('name: größe\nsize: 1\n\nname: b\n');
    const log = [
      { delay: 0, stream: 'stderr', data: Buffer.from('not: this\n') } as const,
      ...[...bytes].map(
        (byte) => ({ delay: 0, stream: 'stdout', data: Uint8Array.of(byte) }) as const,
      ),
    ];
    const state = new SessionState([resourceJob('r')]);
    state.updateJobResult('r', new MemoryJobResult({ outcome: 'pass', ioLog: log }));
    expect(records(state, 'r')).toEqual([{ name: 'größe', size: '1' }, { name: 'b' }]);
  });

  test('keeps the records before a line that cannot be read, and reports that once', () => {
    const state = new SessionState([resourceJob('r')]);
    const heard: unknown[] = [];
    state.on('problemFound', (problem) => heard.push(problem));
    const problems = state.updateJobResult('r', printed('a: 1', '', 'broken', '', 'a: 2'));
    expect(records(state, 'r')).toEqual([{ a: '1' }]);
    expect(problems).toMatchObject([
      { name: 'ResourceOutputError', code: 'RESOURCE_OUTPUT_BROKEN', jobId: 'r' },
    ]);
    expect(problems[0]?.cause).toMatchObject({ line: 3 });
    expect(heard).toEqual(problems);
  });

  test('is read from its log file by the reader that the session was given', () => {
    const state = new SessionState([resourceJob('r')], {
      readIoLog: (filename) => printed(`name: ${filename}`).ioLog,
    });
    state.updateJobResult('r', new DiskJobResult({ outcome: 'pass', ioLogFilename: 'r.gz' }));
    expect(records(state, 'r')).toEqual([{ name: 'r.gz' }]);
  });

  test.each([
    ['no reader was given', {}],
    [
      'the reader fails',
      {
        readIoLog: () => {
          throw new Error('gone');
        },
      },
    ],
  ])('counts, but lets nothing start, where %s', (_why, options) => {
    const state = new SessionState(
      [resourceJob('r'), job('a', { requires: "r.x == ''" })],
      options,
    );
    state.updateDesiredJobs(['a']);
    const disk = new DiskJobResult({ outcome: 'pass', ioLogFilename: 'r.gz' });
    const problems = state.updateJobResult('r', disk);
    expect(problems).toMatchObject([{ code: 'IO_LOG_UNREADABLE', jobId: 'r' }]);
    expect(state.jobs.get('r')?.result).toBe(disk);
    expect(reasons(state, 'a')).toEqual([['FAILED_RESOURCE', 'r']]);
  });
});

describe('templates', () => {
  test('make a job of each record, undesired at first', () => {
    const state = new SessionState([template('r'), resourceJob('r')]);
    expect(state.updateJobResult('r', printed('name: a', '', 'name: b'))).toEqual([]);
    expect([...state.jobs.keys()]).toEqual(['r', 'check/a', 'check/b']);
    expect(reasons(state, 'check/a')).toEqual([['UNDESIRED', undefined]]);
    expect(state.jobs.get('check/b')?.job.command).toBe('check b');
  });

  test('make nothing of output without records', () => {
    const state = new SessionState([template('r', { id: 'made' }), resourceJob('r')]);
    state.updateJobResult('r', result('pass'));
    expect([...state.jobs.keys()]).toEqual(['r']);
  });

  test('make siblings too, and templates that are asked at once', () => {
    const inner = template('r', {
      'template-unit': 'template',
      id: 'inner-{name}',
      siblings: undefined,
    });
    const state = new SessionState(
      [inner, template('r', { siblings: [{ id: 'twin/{name}' }] }), resourceJob('r')],
      { checkGenerated: () => [] },
    );
    state.updateJobResult('r', printed('name: a'));
    expect([...state.jobs.keys()]).toEqual(['r', 'check/a', 'twin/a']);
    expect([...state.units].filter((unit) => unit instanceof TemplateUnit)).toHaveLength(3);
  });

  test('that come later make jobs from the next result on', () => {
    const state = new SessionState([resourceJob('r')]);
    state.updateJobResult('r', printed('name: a'));
    state.addUnit(template('r'));
    expect(state.jobs.size).toBe(1);
    state.updateJobResult('r', printed('name: a'));
    expect(state.jobs.has('check/a')).toBe(true);
  });

  test('that were removed make nothing more', () => {
    const removed = template('r');
    const state = new SessionState([removed, resourceJob('r')]);
    state.removeUnit(removed);
    state.updateJobResult('r', printed('name: a'));
    expect(state.jobs.size).toBe(1);
  });

  test('make the same jobs of the same records again, which are merged', () => {
    const state = new SessionState([template('r'), resourceJob('r')]);
    state.updateJobResult('r', printed('name: a', '', 'name: b'));
    const before = [...state.jobs.values()];
    expect(state.updateJobResult('r', printed('name: a', '', 'name: b'))).toEqual([]);
    expect([...state.jobs.values()]).toEqual(before);
  });

  test('whose jobs clash with those that are there are a problem, where plainbox throws out of the result', () => {
    const state = new SessionState([template('r'), resourceJob('r')]);
    state.updateJobResult('r', printed('name: a', '', 'name: b'));
    const kept = state.jobs.get('check/a')?.job;
    // Records in another order count differently, which is part of the definition of each job.
    const problems = state.updateJobResult('r', printed('name: b', '', 'name: a', '', 'name: c'));
    expect(problems).toMatchObject([
      { name: 'DependencyDuplicateError', affectedJobId: 'check/b' },
      { name: 'DependencyDuplicateError', affectedJobId: 'check/a', affectedJob: kept },
    ]);
    expect([...state.jobs.keys()]).toEqual(['r', 'check/a', 'check/b', 'check/c']);
    expect(state.jobs.get('r')?.resultHistory).toHaveLength(2);
  });

  test('keep the jobs that a later result no longer yields', () => {
    const state = new SessionState([template('r'), resourceJob('r')]);
    state.updateJobResult('r', printed('name: a', '', 'name: b'));
    state.updateJobResult('r', printed('name: a'));
    expect(state.jobs.has('check/b')).toBe(true);
  });

  test('drop a broken job and report it, or keep it as invalid where the session is strict', () => {
    const units = [template('r', { command: 'check {size}' }), resourceJob('r')];
    const lax = new SessionState(units);
    const problems = lax.updateJobResult('r', printed('name: a', '', 'name: b'));
    expect(problems).toHaveLength(2);
    expect(problems[1]).toBeInstanceOf(GeneratedUnitError);
    expect(problems[1]).toMatchObject({ code: 'TEMPLATE_NOT_INSTANTIATED', index: 2 });
    expect(lax.jobs.size).toBe(1);

    const strict = new SessionState(units);
    strict.updateMetadata({ flags: [SESSION_FLAGS.strictTemplateExpansion] });
    strict.updateJobResult('r', printed('name: a', '', 'name: b'));
    const made = strict.jobs.get('check/a')?.job;
    expect(made).toBeInstanceOf(InvalidJob);
    expect(made?.command).toBe('check MISSING_PARAM_1');
    expect(strict.jobs.size).toBe(3);
  });

  test('that fail at more records than a call has room for arguments leave the result counted', () => {
    const count = 130_000;
    const bare = new TemplateUnit({ unit: 'template', 'template-resource': 'r', id: '{name}' });
    const issue = { severity: 'error', code: 'BAD_VALUE', field: 'id', message: 'no' } as const;
    const units = [resourceJob('r'), job('a', { depends: 'r' }), bare];
    const state = new SessionState(units, { checkGenerated: () => [issue] });
    state.updateDesiredJobs(['a']);
    const problems = state.updateJobResult('r', printed('name: a\n\n'.repeat(count)));
    expect(problems).toHaveLength(count);
    expect(state.jobs.get('a')?.canStart).toBe(true);
  });

  test('may be judged by a check that throws: the result counts, and is announced', () => {
    const mistake = new Error('a mistake of the check');
    const state = new SessionState(
      [resourceJob('r'), job('a', { requires: "r.name == 'a'" }), template('r')],
      {
        checkGenerated: () => {
          throw mistake;
        },
      },
    );
    state.updateDesiredJobs(['a']);
    const heard: string[] = [];
    state.on('jobResultChanged', ({ id }) => heard.push(id));
    state.on('readinessChanged', (jobs) => heard.push(...jobs.map(({ job: { id } }) => id)));
    expect(() => state.updateJobResult('r', printed('name: a'))).toThrow(mistake);
    expect(state.jobs.get('a')?.canStart).toBe(true);
    expect(heard).toEqual(['r', 'a']);
  });

  test('that cannot be used at all are a problem of their own, and harm no others', () => {
    const bad = template('r', { 'template-filter': 'r.name ==', id: 'bad/{name}' });
    const state = new SessionState([bad, template('r'), resourceJob('r')]);
    const problems = state.updateJobResult('r', printed('name: a'));
    expect(problems).toMatchObject([
      { name: 'GeneratedUnitError', template: bad, index: undefined },
    ]);
    expect(state.jobs.has('check/a')).toBe(true);
  });

  test('whose imports cannot be read stop no session', () => {
    const bad = template('r', { 'template-imports': 'import everything' });
    const state = new SessionState([bad, resourceJob('r')]);
    expect(state.updateJobResult('r', printed('name: a'))).toEqual([]);
    state.removeUnit(bad);
  });

  test('stand for their parameters in upper case where resources are faked', () => {
    const state = new SessionState([template('r'), resourceJob('r')], { fakeResources: true });
    state.updateJobResult('r', printed('name: a'));
    expect([...state.jobs.keys()]).toEqual(['r', 'check/NAME']);
  });
});
