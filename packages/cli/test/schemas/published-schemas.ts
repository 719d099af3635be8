import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** Where the schemas are published. */
export const SCHEMAS: string = fileURLToPath(new URL('../../../../docs/schemas/', import.meta.url));

type Schema = Record<string, unknown>;

const validators = new Map<string, ValidateFunction>();

/** `plainbox-ls/1` is published as `plainbox-ls.v1.json`. */
export function schemaFile(name: string): string {
  return `${name.replace('/', '.v')}.json`;
}

/**
 * What is wrong with a document by the schema that it names. Stricter than what is published, which
 * lets fields be added: here each field must be one that the schema knows.
 */
export function faultsOf(
  document: unknown,
  name: string = nameOf(document),
): readonly ErrorObject[] {
  let validate = validators.get(name);
  if (validate === undefined) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    // The types of this CommonJS package know no default import under ESM.
    (formats as unknown as (ajv: Ajv) => void)(ajv);
    const schema: Schema = JSON.parse(readFileSync(join(SCHEMAS, schemaFile(name)), 'utf8'));
    validate = ajv.compile(closed(schema));
    validators.set(name, validate);
  }
  return validate(document) ? [] : (validate.errors ?? []);
}

/** The published files. */
export function publishedFiles(): readonly string[] {
  return readdirSync(SCHEMAS).filter((file) => file.endsWith('.json'));
}

function nameOf(document: unknown): string {
  const { schema } = document as { schema?: unknown };
  if (typeof schema !== 'string') throw new Error('the document does not name its schema');
  return schema;
}

function closed(schema: unknown): Schema {
  if (typeof schema !== 'object' || schema === null) return schema as unknown as Schema;
  if (Array.isArray(schema)) return schema.map((item) => closed(item)) as unknown as Schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}
