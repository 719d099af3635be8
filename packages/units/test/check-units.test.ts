import { describe, expect, test } from 'vitest';
import { checkUnits } from '../src/index.js';
import { fileOf, folderOf } from './folder.js';

const R = 'plugin: resource\ncommand: true\n';
const S = 'plugin: shell\ncommand: true\n';

async function problemsOf(text: string, name = 'jobs.pxu', namespace?: string): Promise<unknown[]> {
  const { problems } = await checkUnits(await fileOf(name, text), { namespace });
  return problems.map(({ line, field, code }) => [line, field, code]);
}

describe('a unit by itself', () => {
  test.each([
    ['an unknown field', `id: a\n${S}dependz: b\n`, [4, 'dependz', 'UNKNOWN_FIELD']],
    ['an unknown kind', 'unit: jobb\nid: a\n', [1, 'unit', 'UNKNOWN_UNIT_KIND']],
    ['an unknown flag', `id: a\n${S}flags: simple sipmle\n`, [4, 'flags', 'UNKNOWN_FLAG']],
    ['no id', S, [1, 'id', 'MISSING_ID']],
    ['no id, for a category', 'unit: category\nname: x\n', [1, 'id', 'MISSING_ID']],
    ['a namespace in its id', `id: x::a\n${S}`, [1, 'id', 'BAD_ID']],
    ['no plugin', 'id: a\ncommand: true\n', [1, 'plugin', 'MISSING_FIELD']],
    ['an unknown plugin', 'id: a\nplugin: shel\ncommand: x\n', [2, 'plugin', 'BAD_VALUE']],
    ['no command', 'id: a\nplugin: shell\n', [1, 'command', 'MISSING_FIELD']],
    ['an open quote', `id: a\nplugin: shell\ncommand:\n echo "x\n`, [4, 'command', 'BAD_VALUE']],
    ['nothing to ask of a person', 'id: a\nplugin: manual\n', [1, 'description', 'MISSING_FIELD']],
    ['another user', `id: a\n${S}user: joe\n`, [4, 'user', 'BAD_VALUE']],
    [
      'a duration of words',
      `id: a\n${S}estimated_duration: long\n`,
      [4, 'estimated_duration', 'BAD_DURATION'],
    ],
    [
      'an endless duration',
      `id: a\n${S}estimated_duration: inf\n`,
      [4, 'estimated_duration', 'BAD_DURATION'],
    ],
    [
      'an expression without an end',
      `id: a\n${S}requires: (b.c == '1'\n`,
      [4, 'requires', 'BAD_EXPRESSION'],
    ],
    [
      'an expression that could do harm',
      `id: a\n${S}requires: exit(b.c)\n`,
      [4, 'requires', 'BAD_EXPRESSION'],
    ],
    ['an import that is none', `id: a\n${S}imports: import x\n`, [4, 'imports', 'BAD_IMPORTS']],
    ['siblings that are no JSON', `id: a\n${S}siblings: [\n`, [4, 'siblings', 'BAD_SIBLINGS']],
    [
      'siblings with an unknown field',
      `id: a\n${S}siblings: [{"id": "b", "comand": ""}]\n`,
      [4, 'siblings', 'BAD_SIBLINGS'],
    ],
    [
      'a sibling with a plugin that there is not',
      `id: a\n${S}siblings: [{"id": "b", "plugin": "shel"}]\n`,
      [4, 'siblings', 'BAD_VALUE'],
    ],
    [
      'a sibling with an expression without an end',
      `id: a\n${S}siblings: [{"id": "b", "requires": "(b.c == '1'"}]\n`,
      [4, 'siblings', 'BAD_EXPRESSION'],
    ],
    [
      'Jinja2',
      `id: a\n${S}template-engine: jinja2\n`,
      [4, 'template-engine', 'JINJA2_UNSUPPORTED'],
    ],
    [
      'a translation',
      `id: a\n${S}summary[pt_BR]: x\n`,
      [4, 'summary[pt_BR]', 'TRANSLATION_UNSUPPORTED'],
    ],
    [
      'a line of a plan that is none',
      'unit: test plan\nid: p\nexclude: (\n',
      [3, 'exclude', 'BAD_VALUE'],
    ],
    [
      'a value that is not among a few',
      'unit: manifest entry\nid: m\nvalue-type: bol\n',
      [3, 'value-type', 'BAD_VALUE'],
    ],
  ])('may have %s', async (_, text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  test.each([
    ['a list for a text', 'id: a\nplugin: shell\ncommand: [x]\n', [3, 'command', 'BAD_TYPE']],
    [
      'a number for a text',
      'id: a\nplugin: shell\ncommand: "x"\nsummary: 5\n',
      [4, 'summary', 'BAD_TYPE'],
    ],
    [
      'a map for words',
      'id: a\nplugin: shell\ncommand: "x"\nflags: {simple: yes}\n',
      [4, 'flags', 'BAD_TYPE'],
    ],
    [
      'a number among words',
      'id: a\nplugin: shell\ncommand: "x"\nenviron:\n- 5\n',
      [4, 'environ', 'BAD_TYPE'],
    ],
    [
      'a text among siblings',
      'id: a\nplugin: shell\ncommand: "x"\nsiblings: [b]\n',
      [4, 'siblings', 'BAD_TYPE'],
    ],
    [
      'a truth value for seconds',
      'id: a\nplugin: shell\ncommand: "x"\nestimated_duration: yes\n',
      [4, 'estimated_duration', 'BAD_TYPE'],
    ],
    [
      'a map for a line of a test plan',
      'unit: test plan\nid: a\nname: A\ninclude:\n- b: {auto-retry: no}\n',
      [4, 'include', 'BAD_TYPE'],
    ],
  ])('may have, in YAML, %s', async (_, text, problem) => {
    expect(await problemsOf(text, 'jobs.yaml')).toEqual([problem]);
  });

  test('is told the nearest name, whatever its case and its dashes', async () => {
    const { problems } = await checkUnits(
      await fileOf('jobs.pxu', `id: a\n${S}Estimated-Duration: 5\n_comand: x\nzzz: 1\n`),
    );
    expect(problems.map(({ hint }) => hint)).toEqual([
      "did you mean 'estimated_duration'?",
      "did you mean 'command'?",
      'take it away: it means nothing',
    ]);
  });
});

describe('a template', () => {
  const T = `unit: template\ntemplate-resource: r\n${S}`;
  const RESOURCE = `\nid: r\n${R}`;

  test.each([
    ['no resource', `unit: template\nid: t-{x}\n${S}`, [1, 'template-resource', 'MISSING_FIELD']],
    [
      'a resource that is not there',
      `${T}id: t-{x}\n`,
      [2, 'template-resource', 'MISSING_DEPENDENCY'],
    ],
    ['one id for all its jobs', `${T}id: t\n${RESOURCE}`, [5, 'id', 'NOT_PARAMETRISED']],
    [
      'braces that do not match',
      `${T}id: t-{x}\nsummary: {\n${RESOURCE}`,
      [6, 'summary', 'BAD_TEMPLATE'],
    ],
    [
      'a parameter that never has a value',
      `${T}id: t-{x.y}\n${RESOURCE}`,
      [5, 'id', 'BAD_TEMPLATE'],
    ],
    [
      'a parameter where all jobs agree',
      `${T}id: t-{x}\nuser: root\ncategory_id: {x}\n${RESOURCE}`,
      [7, 'category_id', 'PARAMETRISED'],
    ],
    [
      'a filter on other records',
      `${T}id: t-{x}\ntemplate-filter: q.x == '1'\n${RESOURCE}`,
      [6, 'template-filter', 'BAD_EXPRESSION'],
    ],
    [
      'a field that its jobs do not have',
      `${T}id: t-{x}\ncomand: x\n${RESOURCE}`,
      [6, 'comand', 'UNKNOWN_FIELD'],
    ],
    [
      'a dependency that is not there',
      `${T}id: t-{x}\ndepends: u-{x}\n${RESOURCE}`,
      [6, 'depends', 'MISSING_DEPENDENCY'],
    ],
  ])('may have %s', async (_, text, problem) => {
    expect(await problemsOf(text)).toEqual([problem]);
  });

  test('makes jobs that others may name, and may name what others make', async () => {
    const more = `\nunit: template\ntemplate-resource: r\n${S}id: u/{x}/{y:2}\ndepends: t-{x}\n`;
    const user = `\nid: b\n${S}depends: t-1 u/1/2\n`;
    expect(await problemsOf(`${T}id: t-{x}\n${RESOURCE}${more}${user}`)).toEqual([]);
    expect(await problemsOf(`${T}id: t-{x}\n${RESOURCE}\nid: b\n${S}depends: tt1\n`)).toEqual([
      [14, 'depends', 'MISSING_DEPENDENCY'],
    ]);
  });
});

describe('units together', () => {
  test.each(['depends', 'after', 'before', 'salvages'])(
    'may name in %s what is not there',
    async (field) => {
      expect(await problemsOf(`id: a\n${S}${field}: b\n`)).toEqual([
        [4, field, 'MISSING_DEPENDENCY'],
      ]);
    },
  );

  test('may require of a job that is not there, or gives no records', async () => {
    const text = `id: a\n${S}requires:\n b.x == '1'\n c.x == '1'\n\nid: b\n${S}`;
    expect(await problemsOf(text)).toEqual([
      [5, 'requires', 'NOT_A_RESOURCE'],
      [5, 'requires', 'MISSING_DEPENDENCY'],
    ]);
  });

  test.each([
    ['depends on itself', `id: a\n${S}depends: a\n`, 'a → a', 'depends'],
    ['depends', `id: a\n${S}depends: b\n\nid: b\n${S}depends: a\n`, 'a → b → a', 'depends'],
    ['after and before', `id: a\n${S}after: b\n\nid: b\n${S}after: a\n`, 'a → b → a', 'after'],
    ['before', `id: a\n${S}before: b\n\nid: b\n${S}before: a\n`, 'a → b → a', 'before'],
    [
      'resources',
      `id: a\n${R}requires: b.x == '1'\n\nid: b\n${R}after: a\n`,
      'a → b → a',
      'requires',
    ],
    [
      'groups',
      `id: a\n${S}group: g\ndepends: b\n\nid: b\n${S}depends: c\n\nid: c\n${S}group: g\n`,
      'group g → b → group g',
      'group',
    ],
  ])('may wait for each other: %s', async (_, text, way, field) => {
    const { problems } = await checkUnits(await fileOf('jobs.pxu', text));
    expect(problems).toMatchObject([{ code: 'DEPENDENCY_CYCLE', field }]);
    expect(problems[0]?.message).toBe(`jobs wait for each other: ${way}`);
  });

  test('may wait for each other although more is wrong with them', async () => {
    const text = `id: a\n${S}depends: nowhere b\nrequires: not x.y\n\nid: b\n${S}after: a\n`;
    expect(await problemsOf(text)).toEqual([
      [4, 'depends', 'MISSING_DEPENDENCY'],
      [4, 'depends', 'DEPENDENCY_CYCLE'],
      [5, 'requires', 'BAD_EXPRESSION'],
    ]);
  });

  test('in a chain of five thousand are all looked at', async () => {
    const chain = Array.from({ length: 5000 }, (_, at) => `id: j${at}\n${S}depends: j${at + 1}\n`);
    const { problems } = await checkUnits(await fileOf('jobs.pxu', chain.join('\n')));
    expect(problems).toMatchObject([{ field: 'depends', code: 'MISSING_DEPENDENCY' }]);
  });

  test('may have one id twice, in two files, which are named', async () => {
    const folder = await folderOf({
      'a.pxu': `id: a\n${S}\nunit: category\nid: a\nname: A\n`,
      'b.yaml':
        '- id: b\n  plugin: manual\n  purpose: look\n- id: a\n  plugin: manual\n  purpose: x\n',
    });
    const { problems } = await checkUnits(folder);
    expect(problems).toMatchObject([
      { file: `${folder}/b.yaml`, line: 4, field: 'id', code: 'DUPLICATE_ID' },
    ]);
    expect(problems[0]?.message).toContain(`${folder}/a.pxu:1`);
  });

  test('count siblings among them: as what is named, as ids, and for what they name', async () => {
    const text = `id: a\n${S}siblings: [{"id": "b"}, {"id": "c", "depends": "nowhere"}]\n\nid: d\n${S}depends: b\n`;
    expect(await problemsOf(text)).toEqual([[4, 'siblings', 'MISSING_DEPENDENCY']]);
    expect(await problemsOf(`id: a\n${S}siblings: [{"id": "b"}]\n\nid: b\n${R}`)).toEqual([
      [4, 'siblings', 'DUPLICATE_ID'],
    ]);
    expect(
      await problemsOf(
        `id: a\n${S}flags: also-after-suspend\n\nid: d\n${S}after: after-suspend-a\n`,
      ),
    ).toEqual([]);
  });

  test('may be chosen by a plan that names one that is not there', async () => {
    const text = `id: a\n${S}\nunit: test plan\nid: p\ninclude:\n a\n b\n c.*\nnested_part: q\n`;
    expect(await problemsOf(text)).toEqual([
      [8, 'include', 'MISSING_DEPENDENCY'],
      [11, 'nested_part', 'MISSING_DEPENDENCY'],
    ]);
  });

  test('of a namespace are known by its name; those of others are not looked for', async () => {
    const file = await fileOf('jobs.pxu', `id: a\n${S}depends: com.x::b com.y::c a1\n`);
    const { problems, foreign } = await checkUnits(file, { namespace: 'com.x' });
    expect(problems.map(({ message }) => message)).toEqual([
      "there is no job 'com.x::b'",
      "there is no job 'com.x::a1'",
    ]);
    expect(foreign).toEqual(['com.y::c']);
  });
});

test.each([
  [
    'jobs.yaml',
    '# first\n- id: a\n  plugin: shell\n  command: |\n    one\n    two\n\n- plugin: shel\n  command: x\n  id: b\n',
    [
      [2, 6],
      [8, 10],
    ],
    8,
  ],
  [
    'jobs.json',
    '[\n {"id": "a",\n  "plugin": "shell",\n  "command": "x"},\n {"id": "b", "command": "y",\n  "plugin": "shel"\n }\n]\n',
    [
      [2, 4],
      [5, 7],
    ],
    6,
  ],
  [
    'job.yaml',
    '---\nid: a\nplugin: shell\ncommand: x\n---\nid: b\ncommand: x\nplugin: shel\n',
    [
      [2, 4],
      [6, 8],
    ],
    8,
  ],
] as const)('units in %s are placed to the line', async (name, text, lines, line) => {
  const { units, problems } = await checkUnits(await fileOf(name, text));
  expect(units.map((unit) => unit.lines)).toEqual(lines);
  expect(problems).toMatchObject([{ line, field: 'plugin', code: 'BAD_VALUE' }]);
});
