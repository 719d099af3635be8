import { JobDefinition, TemplateUnit } from '@plainbox/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadUnits } from '../../src/index.js';
import { fileOf } from '../folder.js';

const GOOD = 'id: good\nplugin: shell\ncommand: true\n';

async function load(text: string | Uint8Array): ReturnType<typeof loadUnits> {
  return loadUnits(await fileOf('jobs.pxu', text));
}

describe('a .pxu file', () => {
  test('gives a unit of the right class for each record, in order', async () => {
    const { units, problems } = await load(
      `${GOOD}\nunit: template\nid: each-{name}\ntemplate-resource: disk\n\nunit: category\nid: cat\nname: Cats\n`,
    );
    expect(problems).toEqual([]);
    expect(units.map(({ unit, id }) => [unit, id])).toEqual([
      ['job', 'good'],
      ['template', 'each-{name}'],
      ['category', 'cat'],
    ]);
    expect(units[0]).toBeInstanceOf(JobDefinition);
    expect(units[1]).toBeInstanceOf(TemplateUnit);
  });

  test('tells each unit where it comes from, down to the line of a field', async () => {
    const file = await fileOf(
      'jobs.pxu',
      '# a comment\n\nid: a\n# another\nplugin: shell\ncommand:\n one\n two\n',
    );
    const { units, files } = await loadUnits(file);
    expect(files).toEqual([file]);
    expect(units[0]?.origin).toEqual({ file, lines: [3, 8] });
    expect(units[0]?.lineOf('plugin')).toBe(5);
    expect(units[0]?.lineOf('command')).toBe(7);
  });

  test('has its ids prefixed by the namespace', async () => {
    const file = await fileOf('jobs.pxu', GOOD);
    const { units } = await loadUnits(file, { namespace: 'com.example' });
    expect(units[0]?.id).toBe('com.example::good');
  });

  test('takes a namespace that no id can have as a mistake of the program', async () => {
    const file = await fileOf('jobs.pxu', GOOD);
    await expect(loadUnits(file, { namespace: 'a::b' })).rejects.toMatchObject({
      name: 'NamespaceError',
      code: 'BAD_NAMESPACE',
      namespace: 'a::b',
    });
  });

  test('may have Windows line ends and a byte order mark', async () => {
    const { units, problems } = await load(`\ufeff${GOOD.replaceAll('\n', '\r\n')}`);
    expect(problems).toEqual([]);
    expect(units[0]?.id).toBe('good');
  });

  test('loses only the record that is broken, and says which line breaks it', async () => {
    const { units, problems } = await load(
      [
        'id: first',
        'plugin: shell',
        '',
        'id: second',
        'this is no field',
        'command: ignored',
        '',
        GOOD,
        ' floating',
        '',
        'id: twice',
        'id: again',
        '',
        'id: last',
      ].join('\n'),
    );
    expect(units.map(({ id }) => id)).toEqual(['first', 'good', 'last']);
    expect(units.map(({ origin }) => origin?.lines)).toEqual([
      [1, 2],
      [8, 10],
      [17, 17],
    ]);
    expect(problems.map(({ line, code, field }) => [line, code, field])).toEqual([
      [5, 'BAD_RECORD', undefined],
      [12, 'BAD_RECORD', undefined],
      [15, 'DUPLICATE_FIELD', 'id'],
    ]);
    for (const { message, hint } of problems) {
      expect(message).not.toBe('');
      expect(hint).toBeTruthy();
    }
  });

  test('reports a job without an id where its record begins', async () => {
    const { units, problems } = await load(`plugin: shell\ncommand: true\n\n${GOOD}`);
    expect(units.map(({ id }) => id)).toEqual(['good']);
    expect(problems).toMatchObject([{ line: 1, field: 'id', code: 'MISSING_ID' }]);
  });

  test('may leave out the id of units that nobody refers to', async () => {
    const { units, problems } = await load('unit: packaging meta-data\nos-id: debian\n');
    expect(problems).toEqual([]);
    expect(units).toHaveLength(1);
  });

  test('is refused Jinja2 templates and translations, unit by unit', async () => {
    const { units, problems } = await load(
      `${GOOD}\nid: j\ntemplate-engine: jinja2\n\nid: t\nsummary: Disk\nsummary[de]: Platte\n`,
    );
    expect(units.map(({ id }) => id)).toEqual(['good']);
    expect(problems).toMatchObject([
      { line: 6, field: 'template-engine', code: 'JINJA2_UNSUPPORTED' },
      { line: 10, field: 'summary[de]', code: 'TRANSLATION_UNSUPPORTED' },
    ]);
  });

  test('may mark texts as translatable, which are then taken as they are', async () => {
    const { units, problems } = await load('id: a\n_summary: Disk\n');
    expect(problems).toEqual([]);
    expect(units[0]).toMatchObject({ summary: 'Disk' });
  });

  test('that is not UTF-8 is reported with the line', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${GOOD}\nid: b\nsummary: `),
      Buffer.from([0xe9, 10]),
    ]);
    const { units, problems } = await load(bytes);
    expect(units).toEqual([]);
    expect(problems).toMatchObject([{ line: 6, code: 'NOT_UTF8' }]);
  });

  test('lists no more problems than the limit allows, and says that there are more', async () => {
    const file = await fileOf('jobs.pxu', 'x\n\n'.repeat(1000));
    const { problems } = await loadUnits(file, { limits: { problems: 3 } });
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['BAD_RECORD', 1],
      ['BAD_RECORD', 3],
      ['BAD_RECORD', 5],
      ['TOO_MANY_PROBLEMS', 7],
    ]);
  });

  test('of any text gives units and problems, and never an error', async () => {
    const line = fc.oneof(
      fc.constantFrom('id: a', 'id: b', '', ' more', '\tmore', '#x', ':', 'unit: template', '\0'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const text = lines.join('\n');
        const { length } = text.split(/\r\n?|\n/);
        const { units, problems } = await load(text);
        for (const unit of units) expect(unit.origin?.lines?.[0]).toBeLessThanOrEqual(length);
        for (const { line: at } of problems) expect(at).toBeLessThanOrEqual(length + 1);
      }),
      { numRuns: 150 },
    );
  });

  test('keeps every sound record, wherever broken ones stand between them', async () => {
    const record = fc.record({ isBroken: fc.boolean(), lines: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 10 }), async (records) => {
        const texts = records.map(({ isBroken, lines }, index) =>
          [`id: job-${index}`, ...(isBroken ? ['broken'] : []), ...Array(lines).fill(' x')].join(
            '\n',
          ),
        );
        const { units, problems } = await load(texts.join('\n\n'));
        const sound = records.flatMap(({ isBroken }, index) => (isBroken ? [] : [index]));
        expect(units).toHaveLength(sound.length);
        expect(problems).toHaveLength(records.length - sound.length);
      }),
      { numRuns: 60 },
    );
  });
});
