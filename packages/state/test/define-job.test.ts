import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  defineJob,
  Float,
  FunctionJob,
  JobDefinition,
  type JobFields,
  JobFieldsError,
} from '../src/index.js';

function refusal(fields: object): JobFieldsError {
  try {
    defineJob(fields as JobFields);
  } catch (error) {
    if (error instanceof JobFieldsError) return error;
    throw error;
  }
  throw new Error('the job was taken');
}

describe('a job written in TypeScript', () => {
  test('is the job that its fields make', () => {
    const job = defineJob({
      id: 'y',
      plugin: 'shell',
      command: 'true',
      flags: ['simple'],
      estimated_duration: new Float(1),
      requires: ["a.b == 'c'"],
    });
    expectTypeOf(job).toEqualTypeOf<JobDefinition>();
    expect(job.estimatedDuration).toBe(1);
    expect(job.checksum).toBe(new JobDefinition(job.fields).checksum);
  });

  test('has its id prefixed by a namespace', () => {
    const job = defineJob(
      { id: 'a', plugin: 'shell', command: 'true', depends: 'b' },
      { namespace: 'com.example' },
    );
    expect([job.id, ...job.depends]).toEqual(['com.example::a', 'com.example::b']);
  });

  test('is refused with all that is wrong, the way out of it, and a stable code', () => {
    const error = refusal({ id: 'a', plugin: 'shel', comand: 'true', requires: 'not a.b' });
    expect(error.code).toBe('BAD_UNIT');
    expect(error.issues.map(({ code, field }) => [code, field])).toEqual([
      ['UNKNOWN_FIELD', 'comand'],
      ['BAD_VALUE', 'plugin'],
      ['MISSING_FIELD', 'command'],
      ['BAD_EXPRESSION', 'requires'],
    ]);
    expect(error.message).toContain("did you mean 'command'?");
    expect(error.message).toContain("did you mean 'shell'?");
  });

  test.each([
    ['a number as a command', { id: 'a', plugin: 'shell', command: 5 }, 'BAD_TYPE'],
    ['a map as a dependency', { id: 'a', plugin: 'manual', depends: {} }, 'BAD_TYPE'],
    ['no id', { plugin: 'shell', command: 'true' }, 'MISSING_ID'],
    ['work that is no function', { id: 'a', run: 'true' }, 'BAD_TYPE'],
    ['an unknown flag', { id: 'a', command: 'true', flags: ['simpel'] }, 'UNKNOWN_FLAG'],
  ])('is refused %s', (_, fields, code) => {
    expect(refusal(fields).issues.map((issue) => issue.code)).toContain(code);
  });

  test('knows the names and values of fields at compile time', () => {
    // @ts-expect-error no field has this name
    expect(() => defineJob({ id: 'a', plugin: 'shell', comand: 'true' })).toThrow(JobFieldsError);
    // @ts-expect-error no plugin has this name
    expect(() => defineJob({ id: 'a', plugin: 'shel', command: 'true' })).toThrow(JobFieldsError);
    // @ts-expect-error a function has no need of a command
    const both = defineJob({ id: 'a', command: 'true', run: () => {} });
    expect(both.command).toBe('true');
  });
});

describe('a job that is a function', () => {
  const run = (): void => {};

  test('needs no plugin and no command', () => {
    const job = defineJob({ id: 'a', depends: ['b'], run });
    expectTypeOf(job).toEqualTypeOf<FunctionJob>();
    expect(job).toBeInstanceOf(FunctionJob);
    expect(job.run).toBe(run);
    expect([job.plugin, job.automated, ...job.depends]).toEqual(['shell', true, 'b']);
  });

  test('is another job when its fields or its version change, and not when the function does', () => {
    const checksum = defineJob({ id: 'a', version: 1, run }).checksum;
    expect(defineJob({ id: 'a', version: 1, run: () => 'fail' }).checksum).toBe(checksum);
    expect(defineJob({ id: 'a', version: 2, run }).checksum).not.toBe(checksum);
    expect(defineJob({ id: 'a', version: '1', run }).checksum).not.toBe(checksum);
    expect(defineJob({ id: 'a', version: 1, summary: 'A', run }).checksum).not.toBe(checksum);
  });

  test('does the same work in each of its siblings', () => {
    const job = defineJob({ id: 'a', run, siblings: [{ id: 'b' }] });
    const sibling = job.derive({ id: 'b' });
    expect(sibling).toBeInstanceOf(FunctionJob);
    expect((sibling as FunctionJob).run).toBe(run);
  });

  test('gets a context with all that it needs', () => {
    defineJob({
      id: 'a',
      run: ({ signal, log, shareDirectory, attempt, job }) => {
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf(shareDirectory).toEqualTypeOf<string | undefined>();
        log.out(`${job.id} ${attempt}`);
        return { outcome: 'pass', comments: 'fine' };
      },
    });
  });

  test('is refused a version for a command: its own text shows its changes', () => {
    expect(refusal({ id: 'a', plugin: 'shell', command: 'true', version: 1 }).issues).toMatchObject(
      [{ code: 'UNKNOWN_FIELD', field: 'version' }],
    );
  });
});
