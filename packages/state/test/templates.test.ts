import { describe, expect, test } from 'vitest';
import {
  generateFakeUnit,
  generateUnits,
  InvalidJob,
  JobDefinition,
  Resource,
  TemplateUnit,
  type Unit,
  unitFromRecord,
} from '../src/index.js';

const namespace = 'com.example';

const diskTemplate = new TemplateUnit(
  {
    unit: 'template',
    'template-resource': 'disk',
    'template-id': 'disk-check',
    'template-filter': "disk.kind == 'ssd'",
    id: 'check/{name}',
    plugin: 'shell',
    command: 'check {name} {size}',
    _summary: 'Check {name}',
  },
  { namespace },
);

const disks = [
  new Resource({ kind: 'hdd', name: 'sda', size: '1', junk: 'x' }),
  new Resource({ kind: 'ssd', name: 'sdb', size: '2', junk: 'y' }),
];

function template(fields: Record<string, string | readonly string[]>): TemplateUnit {
  return new TemplateUnit(
    {
      unit: 'template',
      'template-resource': 'r',
      id: 'x-{a}',
      plugin: 'shell',
      command: 'true',
      ...fields,
    },
    { namespace },
  );
}

const ids = (units: readonly Unit[]): string[] => units.map(({ id }) => id);
const generated = (unit: TemplateUnit, ...records: Record<string, string>[]): readonly Unit[] =>
  generateUnits(
    unit,
    records.map((record) => new Resource(record)),
  ).units;

describe('a template', () => {
  test('makes a job of each record that passes the filter, with the checksum that plainbox computes', () => {
    const { units, problems } = generateUnits(diskTemplate, disks);
    expect(problems).toEqual([]);
    expect(ids(units)).toEqual(['com.example::check/sdb']);
    expect(units[0]?.checksum).toBe(
      '53785711f83f0b7810decf5876a08540927c01c501c2af8157e5529a4f56c2b9',
    );
  });

  test('gives its jobs only those parameters that their fields use, and the index of the eligible record', () => {
    const [job] = generateUnits(diskTemplate, disks).units;
    expect([...(job?.parameters ?? [])]).toEqual([
      ['name', 'sdb'],
      ['size', '2'],
      ['__index__', 1],
    ]);
  });

  test('fills in the fields of its jobs when they are read', () => {
    const [job] = generateUnits(diskTemplate, disks).units as JobDefinition[];
    expect(job).toBeInstanceOf(JobDefinition);
    expect(job?.command).toBe('check sdb 2');
    expect(job?.summary).toBe('Check sdb');
    expect(job?.templateId).toBe('com.example::disk-check');
    expect(job?.fields.get('command')).toBe('check {name} {size}');
  });

  test('finds its resource by name, namespace or import', () => {
    const resourceOf = (resource: string, imports = ''): string | undefined =>
      template({ 'template-resource': resource, 'template-imports': imports }).resourceId;
    expect(resourceOf('disk')).toBe('com.example::disk');
    expect(resourceOf('other::disk')).toBe('other::disk');
    expect(resourceOf('d', 'from other import disk as d')).toBe('other::disk');
    expect(resourceOf('mine::d', 'from other import disk as d')).toBe('other::disk');
    expect(new TemplateUnit({ 'template-resource': 'disk' }).resourceId).toBe('disk');
    expect(new TemplateUnit({ id: 'x' }).resourceId).toBeUndefined();
  });

  test('is known by its template-id, or by what is left of its id', () => {
    expect(template({}).templateId).toBe('com.example::x-a');
    expect(template({ id: 'a b/{c}_é.d:e\\f' }).templateId).toBe('com.example::ab/c_.d:e\\f');
  });

  test('uses its imports on every line of its filter, which plainbox forgets after the first (§11.2 PORT)', () => {
    const unit = template({
      'template-resource': 'other::disk',
      'template-imports': 'from other import disk as d',
      'template-filter': "d.a == '1'\nd.b == '2' and d.c == '3'",
    });
    const records = [
      { a: '1', b: '2', c: '3' },
      { a: '1', b: '2', c: '4' },
    ];
    expect(ids(generated(unit, ...records))).toEqual(['com.example::x-1']);
  });

  test('takes no record if its filter needs another resource', () => {
    const unit = template({ 'template-filter': "r.a == '1' and other.b == '2'" });
    expect(generated(unit, { a: '1' })).toEqual([]);
  });

  test('makes units of any kind', () => {
    const unit = template({ 'template-unit': 'category', name: 'Disk {a}' });
    const [category] = generateUnits(unit, [new Resource({ a: '1' })], { check: () => [] }).units;
    expect(category?.unit).toBe('category');
    expect(category?.text('name')).toBe('Disk 1');
  });

  test('shows what it would make, where no record is there, for an overview', () => {
    const unit = template({ summary: '{name_slug} {index}' });
    const fake = generateFakeUnit(unit, 3) as JobDefinition;
    expect(fake.id).toBe('com.example::x-A');
    expect(fake.summary).toBe('NAME 3');
  });
});

describe('a generated unit that is broken', () => {
  test('is dropped and reported, and costs no other unit anything', () => {
    const { units, problems } = generateUnits(template({ command: 'echo {b}' }), [
      new Resource({ a: '1' }),
      new Resource({ a: '2', b: 'x' }),
    ]);
    expect(ids(units)).toEqual(['com.example::x-2']);
    expect(problems).toMatchObject([
      {
        index: 1,
        issues: [
          {
            code: 'MISSING_PARAMETER',
            field: 'command',
            error: { parameter: 'b', value: 'echo {b}', templateId: 'com.example::x-a' },
          },
        ],
      },
    ]);
  });

  test('is found whichever field lacks a parameter: later it could only fail (§11.5 PORT)', () => {
    for (const field of ['purpose', 'environ', 'x-own']) {
      expect(generated(template({ [field]: '{b}' }), { a: '1' })).toEqual([]);
    }
  });

  test('stays as an invalid job where that is asked for, so that it fails in sight', () => {
    const { units, problems } = generateUnits(
      template({ command: 'echo {b}' }),
      [new Resource({ a: '1' }), new Resource({ a: '2' })],
      { strict: true },
    );
    expect(ids(units)).toEqual(['com.example::x-1', 'com.example::x-2']);
    expect(problems).toHaveLength(2);
    const [first, second] = units as InvalidJob[];
    expect(first).toBeInstanceOf(InvalidJob);
    expect(first?.errors).toMatchObject([{ code: 'MISSING_PARAMETER' }]);
    expect(second?.command).toBe('echo MISSING_PARAM_2');
  });

  test.each([
    ['an id without a parameter', { id: 'x' }, 'NOT_PARAMETRISED'],
    ['an id with a namespace', { id: 'ns::{a}' }, 'BAD_ID'],
    ['no command', { command: '' }, 'MISSING_FIELD'],
    ['an unknown plugin', { plugin: 'shel' }, 'BAD_VALUE'],
    ['a parameter in its flags', { flags: '{a}' }, 'PARAMETRISED'],
    ['a bad program', { requires: 'not x.y' }, 'BAD_EXPRESSION'],
    ['bad imports', { imports: 'from x' }, 'BAD_IMPORTS'],
    ['a user that is not root', { user: 'nobody' }, 'BAD_VALUE'],
    ['a duration of nothing', { estimated_duration: '0s' }, 'BAD_DURATION'],
    ['a quote without its end', { command: "echo 'x" }, 'BAD_VALUE'],
    ['siblings that are no list', { siblings: '{{}}' }, 'BAD_SIBLINGS'],
  ])('may have %s', (_, fields, code) => {
    const { units, problems } = generateUnits(template(fields), [new Resource({ a: '1' })]);
    expect(units).toEqual([]);
    expect(problems[0]?.issues.map((issue) => issue.code)).toContain(code);
  });

  test('is judged by another checker, if one is given', () => {
    const issue = { severity: 'error', code: 'BAD_ID', field: 'id', message: 'no' } as const;
    const records = [new Resource({ a: '1' })];
    expect(generateUnits(template({}), records, { check: () => [issue] }).units).toEqual([]);
    const warning = { ...issue, severity: 'warning' } as const;
    expect(generateUnits(template({}), records, { check: () => [warning] }).units).toHaveLength(1);
  });
});

describe('a template that can not be used at all', () => {
  test('says that Jinja2 is left out', () => {
    const jinja = template({ 'template-engine': 'jinja2' });
    expect(() => generated(jinja, { a: '1' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_FEATURE', feature: 'Jinja2 templates' }),
    );
    const job = unitFromRecord({ id: 'a', 'template-engine': 'jinja2', command: '{{ x }}' });
    expect(() => job.text('command')).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_FEATURE' }),
    );
    expect(job.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  test('says which filter can not be read', () => {
    const unit = template({ 'template-filter': 'r.a +' });
    expect(() => generated(unit, { a: '1' })).toThrow(
      expect.objectContaining({ code: 'BAD_EXPRESSION', fault: 'syntax' }),
    );
  });

  test('says which braces do not match', () => {
    const unit = template({ summary: 'a } b' });
    expect(() => generated(unit, { a: '1' })).toThrow(
      expect.objectContaining({ code: 'BAD_TEMPLATE', text: 'a } b' }),
    );
  });
});
