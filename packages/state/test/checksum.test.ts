import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiJson } from '../src/exact-json/ascii-json.js';
import { compareCodePoints } from '../src/exact-json/code-points.js';
import { parseExactJson } from '../src/exact-json/parse.js';
import { type ExactJson, Float, JobDefinition, TemplateUnit, Unit } from '../src/index.js';
import { sha256Hex } from '../src/sha256.js';
import { readGolden } from './golden.js';

type Fields = ReadonlyMap<string, ExactJson>;

const golden = parseExactJson(readGolden('checksums.json')) as readonly Fields[];

function unitOf(entry: Fields): JobDefinition {
  return new JobDefinition(entry.get('fields') as Fields, {
    namespace: entry.get('namespace') as string | undefined,
    parameters: entry.get('parameters') as Fields | undefined,
  });
}

describe('checksum', () => {
  test('of all units in checksums.json is the one that plainbox computes', () => {
    const computed = golden.map((entry) => unitOf(entry).checksum);
    expect(computed).toEqual(golden.map((entry) => entry.get('checksum')));
    expect(golden).toHaveLength(67);
  });

  // Before any test of many units: of what came first more is kept.
  test.each([[['a\nb', 'c']], [['a', 'b\nc']], [['a', 'b', 'c']]])(
    'tells the fields %j from others that are the same in a row',
    (names) => {
      const text = asciiJson(new Map(names.map((name) => [name, ''])));
      expect(new Unit(new Map(names.map((name) => [name, '']))).checksum).toBe(sha256Hex(text));
    },
  );

  test.each([
    ['\x7f', '\\u007f'],
    ['~', '~'],
    ['\\b/"', '\\\\b/\\"'],
    ['é\n', '\\u00e9\\n'],
  ])('is that of JSON that is ASCII, with %j in it', (value, json) => {
    expect(new Unit(new Map([['a', value]])).checksum).toBe(sha256Hex(`{"a":"${json}"}`));
  });

  test('is that of the namespace where there are no fields', () => {
    const { checksum } = new Unit(new Map(), { namespace: 'com.example' });
    expect(checksum).toBe(sha256Hex('{"namespace":"com.example"}'));
  });

  test('is that of sorted fields, whatever units came before', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'b', 'a\nb', 'a,b', 'é', '"', '\u{1f600}', '\uffff'),
      fc.string(),
    );
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('é', '\x7f', '"\\', '\ud800'),
      fc.integer(),
    );
    const fields = fc.uniqueArray(fc.tuple(name, value), {
      selector: ([key]) => key,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fields, (entries) => {
        const sorted = [...entries].sort(([a], [b]) => compareCodePoints(a, b));
        const text = asciiJson(new Map(sorted));
        expect(new Unit(new Map(entries)).checksum).toBe(sha256Hex(text));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [
      { plugin: 'plugin', user: 'root' },
      {},
      'c47cc3719061e4df0010d061e6f20d3d046071fd467d02d093a03068d2f33400',
    ],
    [
      { plugin: 'plugin', user: 'anonymous' },
      { parameters: { param: 'value' } },
      '5558e5231fb192e8126ed69d950972fa878375d1364a221ed6550852e7d5cde0',
    ],
    [
      { id: 'id', plugin: 'plugin' },
      {},
      'cd21b33e6a2f4d1291977b60d922bbd276775adce73fca8c69b4821c96d7314a',
    ],
    [
      { id: 'A', plugin: 'dummy' },
      {},
      '3683f9dc18386f303bc60b618b3d44992161847611c6ca56ef204e3a4e86813e',
    ],
    [
      {
        id: 'y',
        flags: ['simple'],
        estimated_duration: new Float(1),
        requires: ["a.b == 'c'"],
        b: true,
        n: null,
        m: { z: 1, a: 2 },
      },
      {},
      '64902311a7ad5fbed9510bb72a4e2ce476a12aafc49a139d699d0657e2fe5b5d',
    ],
    [
      { id: 'z', namespace: 'zz', plugin: 'shell' },
      { namespace: 'ns' },
      '4a06e7a2d0b6e4c73c7f50e7f23a5895e50176b1aead355da187895b7c178914',
    ],
  ])('of %j is as the spec gives it', (fields, options, checksum) => {
    expect(new JobDefinition(fields, options).checksum).toBe(checksum);
  });

  const example = {
    unit: 'job',
    id: 'disk/check',
    plugin: 'shell',
    _summary: 'Check \u{1F600} \u007F / <b>',
    command: 'echo "café"\n\texit 0',
    estimated_duration: '5s',
  };

  test('of text with escapes of every kind, without and with a namespace', () => {
    expect(new JobDefinition(example).checksum).toBe(
      '81c7345999703b54df92d9ad8acb8ab35fb5564961a9ac8ed3b6a12567b2a6cd',
    );
    expect(new JobDefinition(example, { namespace: 'com.example' }).checksum).toBe(
      '25801a6514604789faa8c5c4b8f97f200bc4fc2947e47144bb28780f963a2987',
    );
  });

  test('tells 1 from 1.0, because YAML does', () => {
    const whole = new JobDefinition({ id: 'a', estimated_duration: 1 });
    const float = new JobDefinition({ id: 'a', estimated_duration: new Float(1) });
    expect(whole.checksum).not.toBe(float.checksum);
    expect(whole.estimatedDuration).toBe(float.estimatedDuration);
  });

  test('does not depend on the class, the origin or the order of fields', () => {
    const job = new JobDefinition({ id: 'a', unit: 'template' }, { origin: { file: 'x.pxu' } });
    expect(job.equals(new Unit({ unit: 'template', id: 'a' }))).toBe(true);
    expect(job.equals(new TemplateUnit({ id: 'b', unit: 'template' }))).toBe(false);
  });
});
