import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkUnits, loadUnits } from '../../src/index.js';
import { fileOf, folderOf } from '../folder.js';
import { readGolden } from '../golden.js';

interface Entry {
  readonly fields: object;
  readonly namespace?: string;
  readonly parameters?: object;
  readonly checksum: string;
}

/** Marks a number, whose text a JSON reader would lose. */
const NUMBER = '@number:';

/** All jobs that no template made. */
const entries = (JSON.parse(markNumbers(readGolden('checksums.json'))) as Entry[]).filter(
  ({ parameters }) => parameters === undefined,
);

describe('jobs of checksums.json', () => {
  test('are all there but the four that templates made', () => {
    expect(entries).toHaveLength(63);
  });

  test.each([
    ['JSON', 'json', (units: object[]) => jsonText(units, (number) => number)],
    // JSON is YAML too, except that floats need a dot and a sign there.
    ['YAML in braces', 'yaml', (units: object[]) => jsonText(units, yamlNumber)],
    ['YAML in lines', 'yaml', blockYaml],
  ])('have the checksums that plainbox computes when read from %s', async (_, extension, write) => {
    for (const namespace of new Set(entries.map((entry) => entry.namespace))) {
      const jobs = entries.filter((entry) => entry.namespace === namespace);
      const file = await fileOf(`jobs.${extension}`, write(jobs.map(({ fields }) => fields)));
      // An empty namespace is none, as far as checksums go.
      const { units } = await checkUnits(file, { namespace: namespace || undefined });
      expect(units.map(({ checksum }) => checksum)).toEqual(jobs.map(({ checksum }) => checksum));
    }
  });
});

test('one job has one checksum as record, as YAML and as JSON, except where YAML knows more', async () => {
  const folder = await folderOf({
    'a.pxu':
      "id: a\nplugin: shell\ncommand:\n echo 1\n echo 2\nrequires: d.x == '1'\nflags: simple\n",
    'b.yaml': `id: a\nplugin: shell\ncommand: |-\n  echo 1\n  echo 2\nrequires: d.x == '1'\nflags: simple\n`,
    'c.json': `{"id":"a","plugin":"shell","command":"echo 1\\necho 2","requires":"d.x == '1'","flags":"simple"}`,
    'd.yaml': `id: a\nplugin: shell\ncommand: |-\n  echo 1\n  echo 2\nrequires: d.x == '1'\nflags: [simple]\n`,
  });
  const { units, problems } = await loadUnits(folder);
  expect(problems).toEqual([]);
  const [record, yaml, json, list] = units.map(({ checksum }) => checksum);
  expect([yaml, json]).toEqual([record, record]);
  expect(list).not.toBe(record);
});

test('a float stays a float: the example of plainbox’s rules', async () => {
  const text = `id: y\nflags: [simple]\nestimated_duration: 1.0\nrequires: ["a.b == 'c'"]\nb: true\nn: null\nm: {z: 1, a: 2}\n`;
  const { units } = await loadUnits(await fileOf('y.yaml', text));
  expect(units[0]?.checksum).toBe(
    '64902311a7ad5fbed9510bb72a4e2ce476a12aafc49a139d699d0657e2fe5b5d',
  );
  const whole = await loadUnits(await fileOf('y.yaml', text.replace('1.0', '1')));
  expect(whole.units[0]?.checksum).not.toBe(units[0]?.checksum);
});

/** Numbers stand on lines of their own in the file. */
function markNumbers(json: string): string {
  return json.replace(/^(\s*(?:"(?:[^"\\]|\\.)*": )?)(-?\d[\d.eE+-]*)(,?)$/gm, `$1"${NUMBER}$2"$3`);
}

function unmarkNumbers(text: string, write: (number: string) => string): string {
  return text.replace(/"@number:([^"]*)"/g, (_, number: string) => write(number));
}

function jsonText(units: object[], write: (number: string) => string): string {
  const text = JSON.stringify(units, undefined, 1).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return unmarkNumbers(text, write);
}

function blockYaml(units: object[]): string {
  const options = { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE' } as const;
  return unmarkNumbers(stringify(units, options), yamlNumber);
}

function yamlNumber(text: string): string {
  if (!/[.eE]/.test(text)) return text;
  return text.replace(/^(-?\d+)(?=[eE])/, '$1.0').replace(/[eE](?=\d)/, 'e+');
}
