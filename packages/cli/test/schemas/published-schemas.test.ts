// `docs/schemas` is made from types: of what is answered, and of the configuration file. After a change there, run this file with `-u`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator, type Schema } from 'ts-json-schema-generator';
import { beforeAll, expect, test } from 'vitest';
import { publishedFiles, SCHEMAS, schemaFile } from './published-schemas.js';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));
const ANSWERS = join(SOURCES, 'answers');
/** The documents' own types; others are parts of them. */
const DOCUMENT = /^export (?:interface|type) (\w+Answer|RunEvent)\b/gm;

const schemas = new Map<string, Schema>();

beforeAll(() => {
  const generator = createGenerator({
    path: join(SOURCES, '{answers/*,config/settings}.ts'),
    skipTypeCheck: true,
    additionalProperties: true,
    expose: 'none',
    topRef: false,
  });
  for (const type of documentTypes()) {
    const schema = generator.createSchema(type);
    schemas.set(schemaFile(versionedName(schema)), schema);
  }
  schemas.set(schemaFile('plainbox-config-file/1'), generator.createSchema('PlainboxConfig'));
}, 60_000);

test('every document has its schema in docs/schemas, as its type says', async () => {
  expect(schemas.size).toBeGreaterThan(3);
  for (const [file, schema] of schemas) {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(SCHEMAS, file));
  }
});

test('docs/schemas has no schema of something that is no more', () => {
  expect(publishedFiles().filter((file) => !schemas.has(file))).toEqual([]);
});

function documentTypes(): readonly string[] {
  return readdirSync(ANSWERS).flatMap((file) => {
    const source = readFileSync(join(ANSWERS, file), 'utf8');
    return [...source.matchAll(DOCUMENT)].flatMap(([, type]) => type ?? []);
  });
}

/** The name that the type gives in its field `schema`. */
function versionedName(schema: unknown): string {
  const found = /"schema":\{[^}]*"const":"(plainbox-[a-z-]+\/\d+)"/.exec(JSON.stringify(schema));
  if (found?.[1] === undefined) throw new Error(`no schema name in ${JSON.stringify(schema)}`);
  return found[1];
}
