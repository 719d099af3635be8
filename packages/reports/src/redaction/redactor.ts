import { commandSecrets } from './command-secrets.js';
import { namedSecrets } from './named-values.js';
import { isNameOfSecrets, isSecretName, SHORTEST_VALUE } from './secret-names.js';
import { SECRET_PATTERNS } from './secret-patterns.js';
import { replaceSpans, type Span } from './spans.js';
import { taggedSecrets } from './tagged-values.js';
import { withoutEscapes } from './without-escapes.js';

/** Takes secrets out of what a report tells. */
export interface Redactor {
  text(text: string): string;
  /** The same for bytes that need not be text; bytes outside of secrets stay as they are. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** The same for every text in a tree of plain data. The value of a key that names a secret goes whole. */
  data<Data>(data: Data): Data;
}

/** What counts as a secret. */
export interface RedactionRules {
  /** Values that are secret wherever they stand, such as those of environment variables. */
  readonly values?: Iterable<string> | undefined;
  /** Secrets by their form, beside {@link SECRET_PATTERNS}; global regular expressions. */
  readonly patterns?: Iterable<RegExp> | undefined;
  /** Which names have secret values, beside {@link isSecretName}. */
  readonly isSecret?: ((name: string) => boolean) | undefined;
}

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

const BASIC_CREDENTIALS = /(?<=\bBasic[ \t]{1,8})[A-Za-z0-9+/]{6,4096}={0,2}/gi;

/** Takes nothing out. */
export const NO_REDACTION: Redactor = {
  text: (text) => text,
  bytes: (bytes) => bytes,
  data: (data) => data,
};

/** A redactor by {@link SECRET_PATTERNS}, by name, and by what else is given. */
export function createRedactor(rules: RedactionRules = {}): Redactor {
  const values = [...(rules.values ?? [])]
    .filter((value) => value.length >= SHORTEST_VALUE)
    .flatMap(formsOf);
  const latin1 = values.map((value) => Buffer.from(value, 'utf8').toString('latin1'));
  const patterns = [...SECRET_PATTERNS, ...(rules.patterns ?? [])].map(globally);
  const isSecret = (name: string): boolean => isSecretName(name) || rules.isSecret?.(name) === true;

  const redact = (text: string, literals: readonly string[]): string => {
    const { plain, locate } = withoutEscapes(text);
    const spans = [
      ...literals.flatMap((value) => occurrences(plain, value)),
      ...patterns.flatMap((pattern) => matches(plain, pattern)),
      ...matches(plain, BASIC_CREDENTIALS).filter(({ start, end }) => {
        return Buffer.from(plain.slice(start, end), 'base64').includes(':');
      }),
      ...commandSecrets(plain),
      ...taggedSecrets(plain, isSecret),
      ...namedSecrets(plain, isSecret),
    ];
    return replaceSpans(text, locate(spans), REDACTED);
  };
  const data = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value, values);
    if (Array.isArray(value)) return value.map(data);
    if (value instanceof Map) {
      return new Map([...value].map(([key, item]) => [key, named(String(key), item)]));
    }
    if (isPlainObject(value)) {
      const { name } = value;
      const isPair = typeof name === 'string' && isSecret(name);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          named(isPair && key === 'value' ? name : key, item),
        ]),
      );
    }
    return value;
  };
  const named = (name: string, item: unknown): unknown =>
    holdsSecret(name, item, isSecret) ? REDACTED : data(item);
  return {
    text: (text) => redact(text, values),
    // One character a byte, so that all bytes come back.
    bytes: (bytes) => Buffer.from(redact(Buffer.from(bytes).toString('latin1'), latin1), 'latin1'),
    data: <Data>(tree: Data) => data(tree) as Data,
  };
}

function holdsSecret(name: string, item: unknown, isSecret: (name: string) => boolean): boolean {
  if (item === null || item === undefined || typeof item === 'boolean') return false;
  if (isSecret(name)) return true;
  return isNameOfSecrets(name) && (Array.isArray(item) || typeof item === 'string');
}

/** A value as it is, as a part of JSON, and as a part of an address. */
function formsOf(value: string): readonly string[] {
  const inAddress = encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
  return [...new Set([value, JSON.stringify(value).slice(1, -1), inAddress])];
}

function globally(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern, `${pattern.flags}g`);
}

function matches(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
}

function occurrences(text: string, value: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    found.push({ start: at, end: at + value.length });
  }
  return found;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
