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

/** Values shorter than this would take innocent text with them. */
const SHORTEST_VALUE = 6;

// A bare `pass` is an outcome, and `tokens` are counted.
const SECRET_WORD =
  /(?:^|[_.-])(?:passwd|password|passphrase|pwd|secrets?|token|credentials?|auth|authorization|cookie|private_?key|api_?key|access_?key|session_?key|secret_?key)(?:$|[_.-])|[_-]pass$/i;
const CAMEL_HUMP = /([a-z0-9])([A-Z])/g;

/** Secrets by their form: keys of well-known services, tokens, private keys, passwords in addresses. */
export const SECRET_PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,20000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[opusr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{20,255})\b/g,
  /\bglpat-[A-Za-z0-9_-]{20,255}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g,
  /\bsk-[A-Za-z0-9_-]{20,255}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\beyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{0,4096}/g,
  /(?<=\bBearer[ \t]{1,8})(?=\D{0,64}\d)[A-Za-z0-9+/._~-]{8,8192}={0,2}/gi,
  /(?<=\bauthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:basic|digest|negotiate|token)[ \t]{1,8})[^\s"',;]{4,8192}/gi,
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}(?=@)/gi,
];

// The beginning of `NAME=value`, `name: value`, `"name": "value"`, `--name value`.
const NAME =
  /(?<![\w.-])(?:--?)?["']?(?<name>[A-Za-z_][\w.-]{0,100})["']?(?:[ \t]{0,4}[=:][ \t]{0,4}|(?<=--[\w.-]{1,100})[ \t]{1,4})/g;
// What follows it: in quotes, or up to white space.
const VALUE = /"[^"\n]{0,4096}"|'[^'\n]{0,4096}'|[^\s,;&"'}]{1,4096}/y;
// `auth: {password: …`: not the value, but the name of it.
const NAME_AS_VALUE = /^[{[(]*(?<name>[\w.-]+)[=:]$/;

/** Whether a variable, option or key of this name is expected to hold a secret: `DB_PASSWORD`, `api-key`, `authToken`. */
export function isSecretName(name: string): boolean {
  return SECRET_WORD.test(name.replace(CAMEL_HUMP, '$1_$2').replaceAll('-', '_'));
}

/** The values of the variables whose names say that they are secret. */
export function secretsOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST_VALUE && isSecretName(name) ? [value] : [],
  );
}

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
    // Longest first, since one may be a part of another.
    .sort((a, b) => b.length - a.length);
  const patterns = [...SECRET_PATTERNS, ...(rules.patterns ?? [])];
  const isSecret = (name: string): boolean => isSecretName(name) || rules.isSecret?.(name) === true;

  const redact = (text: string, literals: readonly string[]): string => {
    let clean = text;
    for (const value of literals) clean = clean.replaceAll(value, REDACTED);
    for (const pattern of patterns) clean = clean.replace(pattern, REDACTED);
    return withoutNamedValues(clean, isSecret);
  };
  const latin1 = values.map((value) => Buffer.from(value, 'utf8').toString('latin1'));
  const data = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value, values);
    if (Array.isArray(value)) return value.map(data);
    if (value instanceof Map) {
      return new Map([...value].map(([key, item]) => [key, named(String(key), item)]));
    }
    if (isPlainObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, named(key, item)]),
      );
    }
    return value;
  };
  const named = (name: string, item: unknown): unknown =>
    typeof item === 'string' && isSecret(name) ? REDACTED : data(item);
  return {
    text: (text) => redact(text, values),
    // One character a byte, so that all bytes come back.
    bytes: (bytes) => Buffer.from(redact(Buffer.from(bytes).toString('latin1'), latin1), 'latin1'),
    data: <Data>(tree: Data) => data(tree) as Data,
  };
}

function withoutNamedValues(text: string, isSecret: (name: string) => boolean): string {
  let clean = '';
  let done = 0;
  for (const value of namedValues(text, isSecret)) {
    const quote = /^["']/.exec(value[0])?.[0] ?? '';
    clean += `${text.slice(done, value.index)}${quote}${REDACTED}${quote}`;
    done = value.index + value[0].length;
  }
  return clean + text.slice(done);
}

function* namedValues(
  text: string,
  isSecret: (name: string) => boolean,
): Iterable<RegExpExecArray> {
  const names = new RegExp(NAME);
  const values = new RegExp(VALUE);
  for (let named = names.exec(text); named !== null; named = names.exec(text)) {
    // Behind a name that tells nothing may stand one that does: `ERROR: password=…`.
    if (!isSecret(named.groups?.['name'] ?? '')) continue;
    values.lastIndex = names.lastIndex;
    const value = values.exec(text);
    if (value === null || isSecret(NAME_AS_VALUE.exec(value[0])?.groups?.['name'] ?? '')) continue;
    names.lastIndex = values.lastIndex;
    if (!value[0].includes(REDACTED)) yield value;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
