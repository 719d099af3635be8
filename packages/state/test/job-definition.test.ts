import { describe, expect, test } from 'vitest';
import {
  type FieldInput,
  Float,
  InvalidJob,
  JobDefinition,
  SessionState,
  SetupJob,
  TemplateUnit,
  Unit,
  unitFromRecord,
} from '../src/index.js';

const job = (fields: Record<string, FieldInput>, namespace?: string): JobDefinition =>
  new JobDefinition(fields, { namespace });

describe('a job', () => {
  test('has the defaults of plainbox where its author left things out', () => {
    expect(job({ id: 'a' })).toMatchObject({
      unit: 'job',
      id: 'a',
      partialId: 'a',
      namespace: undefined,
      summary: 'a',
      description: undefined,
      purpose: undefined,
      steps: undefined,
      verification: undefined,
      plugin: undefined,
      command: undefined,
      shell: 'bash',
      user: undefined,
      requires: undefined,
      resourceProgram: undefined,
      depends: [],
      after: [],
      before: [],
      salvages: [],
      group: undefined,
      siblings: [],
      categoryId: 'com.canonical.plainbox::uncategorised',
      certificationStatus: 'non-blocker',
      autoRetry: 'unspecified',
      estimatedDuration: undefined,
      templateId: undefined,
      automated: false,
      startupUserInteractionRequired: false,
    });
    expect(job({ id: 'a' }).flags.size).toBe(0);
    expect(job({ id: 'a' }).environ.size).toBe(0);
  });

  test('has what its fields say', () => {
    const fields = {
      id: 'disk/check',
      summary: 'Check the disk',
      description: 'All of it',
      purpose: 'p',
      steps: 's',
      verification: 'v',
      plugin: 'user-interact',
      command: 'df /',
      shell: '/bin/sh',
      user: 'root',
      requires: "disk.kind == 'ssd'\ndisk.size != ''",
      depends: 'disk/list',
      after: 'net',
      before: 'report',
      salvages: 'other::disk/check',
      group: 'disks',
      category_id: 'disk',
      'certification-status': 'blocker',
      'auto-retry': 'no',
      'template-id': 'com.example::disk-check',
    };
    const definition = job(fields, 'com.example');
    expect(definition).toMatchObject({
      id: 'com.example::disk/check',
      partialId: 'disk/check',
      namespace: 'com.example',
      summary: 'Check the disk',
      description: 'All of it',
      purpose: 'p',
      steps: 's',
      verification: 'v',
      plugin: 'user-interact',
      command: 'df /',
      shell: '/bin/sh',
      user: 'root',
      requires: "disk.kind == 'ssd'\ndisk.size != ''",
      depends: ['com.example::disk/list'],
      after: ['com.example::net'],
      before: ['com.example::report'],
      salvages: ['other::disk/check'],
      group: 'disks',
      categoryId: 'com.example::disk',
      certificationStatus: 'blocker',
      autoRetry: 'no',
      templateId: 'com.example::disk-check',
      automated: false,
      startupUserInteractionRequired: true,
    });
    expect(definition.resourceProgram?.resourceIds).toEqual(['com.example::disk']);
    expect(definition.resourceProgram?.expressions.map(String)).toEqual([
      "disk.kind == 'ssd'",
      "disk.size != ''",
    ]);
  });

  test('may be given as a map, where __proto__ is a field like any other', () => {
    const definition = new JobDefinition(
      new Map([
        ['id', 'a'],
        ['__proto__', 'x'],
      ]),
    );
    expect(definition.text('__proto__')).toBe('x');
    expect(definition.text('constructor')).toBeUndefined();
    expect(definition.checksum).not.toBe(job({ id: 'a' }).checksum);
  });

  test('keeps fields that it does not know, and leaves out those that are undefined', () => {
    const definition = job({ id: 'a', 'x-own': [1, { deep: null }], group: undefined });
    expect([...definition.fields.keys()]).toEqual(['id', 'x-own']);
    expect(definition.value('x-own')).toEqual([1, new Map([['deep', null]])]);
  });

  test('does not change with the object that it was made of', () => {
    const fields = { id: 'a', depends: ['b'] };
    const definition = job(fields);
    fields.id = 'c';
    fields.depends.push('d');
    expect([definition.id, ...definition.depends]).toEqual(['a', 'b']);
  });

  test.each([
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['a symbol', Symbol('x')],
  ])('can not hold %s', (_, value) => {
    expect(() => job({ id: 'a', 'x-own': { deep: [value as unknown as string] } })).toThrow(
      expect.objectContaining({ code: 'BAD_FIELD', field: 'x-own' }),
    );
  });

  test('can not hold a value that contains itself', () => {
    const circle: FieldInput[] = [];
    circle.push(circle);
    expect(() => job({ id: 'a', 'x-own': circle })).toThrow(
      expect.objectContaining({ code: 'BAD_FIELD' }),
    );
  });

  test('shows the translatable spelling of a field first, and the other if that is null', () => {
    expect(job({ id: 'a', _summary: 'S', summary: 'T' }).summary).toBe('S');
    expect(job({ id: 'a', _summary: null, summary: 'T' }).summary).toBe('T');
    expect(job({ id: 'a', _summary: null, summary: null }).summary).toBe('a');
  });

  test('takes its name for its id if it has none', () => {
    expect(job({ name: 'a' }, 'ns').id).toBe('ns::a');
    expect(job({ id: 'b', name: 'a' }, 'ns').id).toBe('ns::b');
    expect(job({}, 'ns').id).toBe('');
  });

  test('has its namespace put in front of its id always, and of others where they have none', () => {
    expect(job({ id: 'x::a' }, 'ns').id).toBe('ns::x::a');
    expect(job({ id: 'a', category_id: 'x::c' }, 'ns').categoryId).toBe('x::c');
    expect(job({ id: 'a', category_id: 'c' }, 'ns').categoryId).toBe('ns::c');
    const provider = { namespace: 'p', name: 'a provider' };
    const provided = new JobDefinition({ id: 'a' }, { provider, namespace: 'not this' });
    expect(provided.id).toBe('p::a');
    expect(provided.provider).toBe(provider);
  });

  test('is described by purpose, steps and verification if it has no description', () => {
    expect(job({ id: 'a', _purpose: 'p', verification: 'v' }).description).toBe(
      'PURPOSE:\np\nVERIFICATION:\nv',
    );
    expect(job({ id: 'a', purpose: '', description: null }).description).toBeUndefined();
  });

  test('runs a shell command if it is simple', () => {
    expect(job({ id: 'a', flags: 'simple' }).plugin).toBe('shell');
    expect(job({ id: 'a', flags: 'simple', plugin: 'manual' }).plugin).toBe('manual');
  });

  test.each(['shell', 'resource', 'attachment'])(
    'runs by itself if it is of plugin %s',
    (plugin) => {
      expect(job({ id: 'a', plugin }).automated).toBe(true);
    },
  );

  test('takes numbers and booleans, as YAML has them, for their text', () => {
    expect(job({ id: 5, command: true, group: new Float(1), summary: 10n }, 'ns')).toMatchObject({
      id: 'ns::5',
      command: 'true',
      group: '1.0',
      summary: '10',
    });
    expect(job({ id: 'a', command: ['x'], user: { a: 1 } })).toMatchObject({
      command: undefined,
      user: undefined,
    });
  });

  test('knows the line of each field in its file', () => {
    const definition = new JobDefinition(
      { id: 'a', _summary: 'S' },
      {
        origin: { file: 'jobs.pxu', lines: [10, 12] },
        fieldOffsets: new Map([
          ['id', 0],
          ['_summary', 2],
        ]),
      },
    );
    expect(definition.lineOf('id')).toBe(10);
    expect(definition.lineOf('summary')).toBe(12);
    expect(definition.lineOf('command')).toBeUndefined();
    expect(job({ id: 'a' }).lineOf('id')).toBeUndefined();
  });
});

describe('the words of a field', () => {
  test('are what stands between white space and commas, without empty ones (§1.5 PORT)', () => {
    expect([...job({ flags: ' a, b,,c\n\u2003d\x1ce ' }).flags]).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([...job({ flags: '' }).flags]).toEqual([]);
    expect([...job({ environ: ' , ' }).environ]).toEqual([]);
  });

  test('are the elements of a list', () => {
    expect([...job({ flags: ['a b', 'c', 'c'] }).flags]).toEqual(['a b', 'c']);
  });
});

describe('an estimated duration', () => {
  test.each<[FieldInput, number | undefined]>([
    [null, undefined],
    ['foo', undefined],
    ['123.5', 123.5],
    ['5s', 5],
    ['1m 5s', 65],
    ['1h 1m 5s', 3665],
    ['1h', 3600],
    ['2m', 120],
    ['1h 1s', 3601],
    ['1m:5s', 65],
    ['1h:1m:5s', 3665],
    ['1h:1s', 3601],
    ['5m 1h', undefined],
    ['1.5h', undefined],
    ['', 0],
    ['1h\n', 3600],
    ['1h \n', 3600],
    ['5s ', undefined],
    [' 5m', 300],
    [' 5 ', 5],
    ['1e3', 1000],
    ['nan', Number.NaN],
    ['-5', -5],
    [5, 5],
    [1.5, 1.5],
    [new Float(2), 2],
    [true, 1],

    [['5s'], undefined],
  ])('of %j is %j seconds', (value, seconds) => {
    expect(job({ estimated_duration: value }).estimatedDuration).toBe(seconds);
  });

  // Apart from the table: the runner can't put an integer of this size into a title.
  test('may be an integer beyond what a number holds exactly', () => {
    expect(job({ estimated_duration: 2n ** 70n }).estimatedDuration).toBe(2 ** 70);
  });

  test('is read in time that grows with its text alone', () => {
    expect(
      job({ estimated_duration: `${' :'.repeat(100_000)}x` }).estimatedDuration,
    ).toBeUndefined();
  });
});

describe('imports', () => {
  test('name resources of other namespaces; the first statement for an alias counts', () => {
    const { imports } = job({
      imports: 'from com.a import disk\nfrom com.b import disk as d\nfrom com.c import disk',
    });
    expect([...imports]).toEqual([
      ['disk', 'com.a::disk'],
      ['d', 'com.b::disk'],
    ]);
    expect([...job({ imports: ['from a import b'] }).imports]).toEqual([['b', 'a::b']]);
  });

  test.each([
    'from a import',
    'from a import b as',
    'from a import b as c d',
    'import b from a',
    'from a::x import b',
    'from a import x::b',
    'from a import b is c',
    'from a import b\n\nfrom c import d',
  ])('%j can not be read', (imports) => {
    const definition = job({ imports, requires: 'b.x' });
    expect(() => definition.imports).toThrow(expect.objectContaining({ code: 'BAD_IMPORTS' }));
    expect(() => definition.resourceProgram).toThrow(
      expect.objectContaining({ code: 'BAD_IMPORTS' }),
    );
  });
});

describe('siblings', () => {
  test('are read from JSON without losing what a number was', () => {
    const [first, second] = job({
      siblings: '[{"id": "b", "estimated_duration": 1.0}, {"id": "c", "x": [null, 1e400, 2]}]',
    }).siblings;
    expect([...(first ?? [])]).toEqual([
      ['id', 'b'],
      ['estimated_duration', new Float(1)],
    ]);
    expect(second?.get('x')).toEqual([null, Number.POSITIVE_INFINITY, 2]);
  });

  test('may be given as a list', () => {
    expect(job({ siblings: [{ id: 'b' }] }).siblings).toEqual([new Map([['id', 'b']])]);
  });

  test.each(['[', '{}', '[1]', 'x', '[{"a": 01}]'])('%s can not be read', (siblings) => {
    expect(() => job({ siblings }).siblings).toThrow(
      expect.objectContaining({ code: 'BAD_FIELD', field: 'siblings' }),
    );
  });
});

describe('a derived job', () => {
  test('has other fields and the same place in the world', () => {
    const options = {
      namespace: 'ns',
      origin: { file: 'jobs.pxu' },
      parameters: { n: '1' },
    };
    const base = new JobDefinition(
      { id: 'a-{n}', siblings: [], command: 'x', group: 'g' },
      options,
    );
    const derived = base.derive(
      { id: 'b-{n}', group: null },
      (field) => !field.endsWith('siblings'),
    );
    expect(derived.id).toBe('ns::b-1');
    expect([...derived.fields]).toEqual([
      ['id', 'b-{n}'],
      ['command', 'x'],
      ['group', null],
    ]);
    expect(derived.origin).toBe(base.origin);
    expect(derived.parameters).toEqual(base.parameters);
    expect(base.id).toBe('ns::a-1');
  });

  test('is of the same class', () => {
    expect(new SetupJob({ id: 'a' }).derive({})).toBeInstanceOf(SetupJob);
    const broken = new InvalidJob({ id: 'a' }, { errors: [new Error('why')] });
    expect((broken.derive({}) as InvalidJob).errors).toEqual(broken.errors);
    const named = new InvalidJob({ id: 'a' }, { namespace: 'ns', errors: broken.errors });
    expect(named.derive({ id: 'b' }).id).toBe('ns::b');
  });
});

describe('a setup job', () => {
  test('says what the manifest must hold for it', () => {
    const setup = unitFromRecord(
      { unit: 'setup_job', id: 'a', requires_manifest: ['b', { c: 'x', 'n::d': false }] },
      { namespace: 'ns' },
    ) as SetupJob;
    expect(setup).toBeInstanceOf(SetupJob);
    expect(setup.unit).toBe('job');
    expect(setup.requiresManifest).toEqual([
      { id: 'ns::b', value: true },
      { id: 'ns::c', value: 'x' },
      { id: 'n::d', value: false },
    ]);
    expect(new SetupJob({ id: 'a' }).requiresManifest).toEqual([]);
  });
});

describe('a record', () => {
  test('becomes a unit of the kind that it names, and a job if it names none', () => {
    expect(unitFromRecord({ id: 'a' })).toBeInstanceOf(JobDefinition);
    expect(unitFromRecord({ id: 'a', unit: null })).toBeInstanceOf(JobDefinition);
    expect(unitFromRecord({ id: 'a', unit: 'template' })).toBeInstanceOf(TemplateUnit);
    const category = unitFromRecord({ unit: 'category', id: 'disk' }, { namespace: 'ns' });
    expect(category).toBeInstanceOf(Unit);
    expect(category).not.toBeInstanceOf(JobDefinition);
    expect([category.unit, category.id]).toEqual(['category', 'ns::disk']);
  });
});

describe('a unit with parameters', () => {
  test('fills them in everywhere, deep in lists and maps, and not in keys', () => {
    const unit = new Unit(
      { unit: 'x', a: ['{n}', 1], b: { '{n}': { c: '{n}!' } }, n: '{{n}}' },
      { parameters: { n: '7' } },
    );
    expect(unit.value('a')).toEqual(['7', 1]);
    expect(unit.value('b')).toEqual(new Map([['{n}', new Map([['c', '7!']])]]));
    expect(unit.value('n')).toBe('{n}');
  });

  test('is one even if it has none of them', () => {
    expect(new Unit({ a: '{{}}' }, { parameters: {} }).value('a')).toBe('{}');
    expect(new Unit({ a: '{{}}' }).value('a')).toBe('{{}}');
  });

  test('says which value is missing where', () => {
    const definition = new JobDefinition(
      { id: 'a', command: 'echo {b}', 'template-id': 'ns::t' },
      { parameters: {} },
    );
    expect(() => definition.command).toThrow(
      expect.objectContaining({
        code: 'MISSING_PARAMETER',
        templateId: 'ns::t',
        field: 'command',
        value: 'echo {b}',
        parameter: 'b',
      }),
    );
  });
});

describe('a class of one’s own', () => {
  test('may read its fields otherwise, from what it has only once it is made', () => {
    class Numbered extends JobDefinition {
      readonly #number: number;
      readonly prefix: string = 'job';

      constructor(number: number) {
        super({ plugin: 'shell' });
        this.#number = number;
      }

      override get partialId(): string {
        return `${this.prefix}-${this.#number}`;
      }

      override get depends(): readonly string[] {
        return this.#number === 0 ? [] : [`job-${this.#number - 1}`];
      }
    }
    const jobs = [new Numbered(1), new Numbered(0)];
    const state = new SessionState(jobs);
    expect(state.updateDesiredJobs(jobs)).toEqual([]);
    expect(state.runList.map(({ id }) => id)).toEqual(['job-0', 'job-1']);
  });
});
