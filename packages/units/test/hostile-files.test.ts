import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkUnits, loadUnits } from '../src/index.js';
import { fileOf, folderOf } from './folder.js';

async function problemsOf(name: string, content: string | Uint8Array): Promise<unknown[]> {
  const { problems } = await loadUnits(await fileOf(name, content));
  return problems.map(({ line, code, field }) => [line, code, field]);
}

const HEAD = 'id: a\nplugin: shell\n';

describe('a file that means harm, or is none of ours', () => {
  test.each([
    ['yaml', '[', 1],
    ['yaml', '{a: ', 1],
    ['yaml', '- ', 1],
    ['yaml', '? ', 1],
    ['json', '[', 1],
    ['json', '{"a":', 1],
  ])('may nest as deep as it likes: .%s of many %s', async (extension, piece, line) => {
    expect(await problemsOf(`deep.${extension}`, piece.repeat(100_000))).toEqual([
      [line, 'TOO_COMPLEX', undefined],
    ]);
  });

  test('keeps the documents before the one that nests too deep', async () => {
    const file = await fileOf('deep.yaml', `${HEAD}---\n${'['.repeat(1000)}\n`);
    const { units, problems } = await loadUnits(file);
    expect(units.map(({ id }) => id)).toEqual(['a']);
    expect(problems).toMatchObject([{ line: 4, code: 'TOO_COMPLEX' }]);
  });

  test('may hold a bomb of aliases, or one that stands in itself', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const item = level === 0 ? 'boom' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(item).join(', ')}]\n`;
    });
    expect(await problemsOf('bomb.yaml', HEAD + levels.join(''))).toMatchObject([
      [expect.any(Number), 'TOO_COMPLEX', undefined],
    ]);
    expect(await problemsOf('round.yaml', `${HEAD}x: &x [*x]\n`)).toMatchObject([
      [3, 'TOO_COMPLEX', undefined],
    ]);
    expect(await problemsOf('unknown.yaml', `${HEAD}x: *nowhere\n`)).toMatchObject([
      [3, 'BAD_YAML', undefined],
    ]);
  });

  test('may reuse what it has honestly', async () => {
    const { units } = await loadUnits(
      await fileOf(
        'jobs.yaml',
        `- id: a\n  plugin: shell\n  flags: &f [simple]\n- id: b\n  flags: *f\n`,
      ),
    );
    expect(units.map((unit) => unit.value('flags'))).toEqual([['simple'], ['simple']]);
  });

  test.each([
    ['dup.yaml', '- id: a\n  plugin: shell\n  id: b\n', 3, 'id'],
    ['dup.yaml', 'id: a\nplugin: shell\nm: {x: 1, x: 2}\n', 3, 'x'],
    ['dup.yaml', 'id: a\nplugin: shell\n1: x\n"1": y\n', 4, '1'],
    ['dup.json', '{"id": "a",\n"plugin": "shell",\n"id": "b"}', 3, 'id'],
    ['dup.pxu', 'id: a\nplugin: shell\nid: b\n', 3, 'id'],
  ])('may have a key twice (%s)', async (name, text, line, field) => {
    expect(await problemsOf(name, text)).toEqual([[line, 'DUPLICATE_FIELD', field]]);
  });

  test.each([
    ['proto.pxu', 'id: a\nplugin: shell\n__proto__: x\nconstructor: y\n'],
    ['proto.yaml', 'id: a\nplugin: shell\n__proto__: {polluted: 1}\nconstructor: {prototype: 1}\n'],
    ['proto.json', '{"id":"a","plugin":"shell","__proto__":{"polluted":1},"constructor":{}}'],
  ])('may have keys that objects have by nature (%s): they are keys', async (name, text) => {
    const { units, problems } = await loadUnits(await fileOf(name, text));
    expect(problems).toEqual([]);
    expect([...(units[0]?.fields.keys() ?? [])]).toEqual([
      'id',
      'plugin',
      '__proto__',
      'constructor',
    ]);
    expect({}).not.toHaveProperty('polluted');
  });

  test('may name jobs by them as well', async () => {
    const { units, problems } = await checkUnits(
      await fileOf(
        'jobs.pxu',
        'id: __proto__\nplugin: shell\ncommand: true\n\nid: b\nplugin: shell\ncommand: true\ndepends: __proto__ toString\n',
      ),
    );
    expect(units.map(({ id }) => id)).toEqual(['__proto__', 'b']);
    expect(problems).toMatchObject([{ line: 8, code: 'MISSING_DEPENDENCY' }]);
  });

  test('may ask a reader of YAML to make objects', async () => {
    const text = `${HEAD}x: !!js/function "() => 1"\n`;
    expect(await problemsOf('tag.yaml', text)).toEqual([[3, 'BAD_YAML', undefined]]);
  });

  test.each(['pxu', 'yaml', 'json'])('may be larger than it should: .%s', async (extension) => {
    const limits = { recordBytes: 100, yamlBytes: 100, jsonBytes: 100 };
    const file = await fileOf(`large.${extension}`, HEAD.repeat(100));
    const { problems } = await loadUnits(file, { limits });
    expect(problems).toMatchObject([{ line: 1, code: 'FILE_TOO_LARGE' }]);
  });

  test('may be one of too many', async () => {
    const folder = await folderOf({ 'a.pxu': HEAD, 'b.pxu': HEAD, 'c.pxu': HEAD });
    const { files, problems } = await loadUnits(folder, { limits: { files: 2 } });
    expect(files).toHaveLength(2);
    expect(problems).toMatchObject([{ file: join(folder, 'c.pxu'), code: 'TOO_MANY_FILES' }]);
  });

  test('may be binary, of another encoding, or of zeros alone', async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, at) => (at * 197 + 13) % 256);
    expect(await problemsOf('noise.pxu', noise)).toMatchObject([[1, 'NOT_UTF8', undefined]]);
    expect(await problemsOf('wide.pxu', Buffer.from(`\ufeff${HEAD}`, 'utf16le'))).toMatchObject([
      [1, 'NOT_UTF8', undefined],
    ]);
    expect(await problemsOf('zeros.pxu', new Uint8Array(100))).toMatchObject([
      [1, 'BAD_RECORD', undefined],
    ]);
  });

  test('may have Windows line ends and a byte order mark', async () => {
    for (const [name, text] of [
      ['a.yaml', `${HEAD}command: |\n  one\n  two\n`],
      ['a.json', '{\n"id": "a",\n"plugin": "shell"\n}\n'],
    ] as const) {
      const { units, problems } = await loadUnits(
        await fileOf(name, `\ufeff${text.replaceAll('\n', '\r\n')}`),
      );
      expect(problems).toEqual([]);
      expect(units[0]?.id).toBe('a');
      expect(units[0]?.lineOf('plugin')).toBe(name === 'a.json' ? 3 : 2);
    }
  });

  test('of any text is checked without an error', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...'{ } [ ] : , - & * ! | > % @ # " \' \\ \n'.split(' '),
        ...['id: a\n', 'plugin: shell\n', '- ', '&a ', '*a', '<<: ', '--- \n', '? ', '"id":', '{{'],
        ...[
          'unit: template\n',
          'unit: test plan\n',
          'include: (\n',
          'siblings: [1]\n',
          '1.0',
          '\t',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('yaml', 'json', 'pxu'),
        fc.array(piece, { maxLength: 24 }),
        async (extension, pieces) => {
          const text = pieces.join('');
          const { problems } = await checkUnits(await fileOf(`x.${extension}`, text));
          for (const { line, message } of problems) {
            expect(line).toBeGreaterThan(0);
            expect(message).not.toBe('');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
