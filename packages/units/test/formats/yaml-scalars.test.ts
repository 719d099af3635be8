import { Float, floatText } from '@plainbox/state';
import { expect, test } from 'vitest';
import { readYamlText } from '../../src/formats/yaml/yaml-text.js';
import { readGolden } from '../golden.js';

const golden = JSON.parse(readGolden('yaml-scalars.json')) as readonly [string, string][];

test('plain text in YAML stands for what PyYAML, which plainbox reads with, takes it for', () => {
  expect(golden).toHaveLength(115);
  for (const [source, expected] of golden) {
    const [record] = readYamlText(`id: a\nv: ${source}\n`).records;
    expect([source, jsonOf(record?.fields.get('v'))]).toEqual([source, expected]);
  }
});

test('quotes and tags make it text, or what they say', () => {
  const [record] = readYamlText(
    `a: "1.0"\nb: 'no'\nc: !!str 1.0\nd: !!float 1.0\ne: |-\n  5\n`,
  ).records;
  const values = [...(record?.fields ?? [])].map(([, value]) => jsonOf(value));
  expect(values).toEqual(['"1.0"', '"no"', '"1.0"', '1.0', '"5"']);
});

function jsonOf(value: unknown): string {
  if (value instanceof Float || typeof value === 'bigint') return value.toString();
  if (typeof value !== 'number' || Number.isInteger(value)) return JSON.stringify(value);
  return floatText(value);
}
