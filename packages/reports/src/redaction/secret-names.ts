/** Values shorter than this would take innocent text with them. */
export const SHORTEST_VALUE = 6;

const KEY_OF =
  '(?:private|api|access|account|app|auth|consumer|deploy|encryption|hmac|jwt|license|master|secret|service|session|shared|shared_?access|signing|storage|subscription|webhook)';
const WORDS = [
  'passw(?:or)?d',
  'passphrase',
  'passcode',
  'pwd',
  'secrets?',
  'token',
  'bearer',
  'credentials?',
  'auth',
  'authorization',
  'cookie',
  'phpsessid',
  'jsessionid',
  'shared_access_signature',
  'x_amz_signature',
  `${KEY_OF}_?key`,
].join('|');
/** Ends that are also glued to what stands before them: `PGPASSWORD`, `authtoken`, `MYAPIKEY`. */
const GLUED = [
  'passw(?:or)?d',
  'passphrase',
  `(?:client|app|shared|consumer|user|api)secret`,
  '(?:access|api|auth|bearer|bot|ci|csrf|deploy|github|gitlab|id|jwt|npm|personal|refresh|session|slack|user|vault|xsrf)token',
  '(?:api|access|secret|private|session|encryption)key',
  // A bare `pass` is an outcome, and there are the compass and the bypass.
  '(?:admin|api|app|auth|bmc|cert|db|ftp|gpg|http|imap|ipmi|key|ldap|login|mail|mongo|my|mysql|pg|pgp|postgres|proxy|rabbit|redis|root|samba|service|smtp|sql|ssh|ssl|store|su|sudo|svc|tls|user|vnc|wifi|zip)pass',
].join('|');
const SECRET_NAME = new RegExp(
  `(?:^|[_.])(?:${WORDS})\\d{0,4}(?:$|[_.])|(?:${GLUED})\\d{0,4}$|_pass$|(?:^|[_.])psk$`,
  'i',
);
/** Names of many secrets; with a number as their value they are a count. */
const SECRET_LIST =
  /(?:^|[_.])(?:tokens|pass(?:word|phrase)s|cookies|(?:api|access|private|secret)_?keys)$/i;
/** What tells about a secret without being it, and files that are named after one. */
const ABOUT_A_SECRET = new RegExp(
  `^no_|[_.](?:${[
    'age|check|checks|count|daemon|dir|directory|enabled|endpoint|error|exception|expir(?:y|es|ed|ation)',
    'failed|failures|middleware|parser|passed|types|utils',
    'expires_(?:in|at|on)|field|file|header|hint|host|jar|length|len|lifetime|limit|manager|max|method|min|mismatch|mode',
    'name|path|policy|port|prompt|provider|required|ring|scheme|server|service|size|sock|state|status|stdin|store|strength',
    'test|tests|ttl|type|uri|url|user|username|version',
    'c|cfg|cjs|conf|cpp|crt|css|go|h|html?|ini|java|jsx?|json|lock|log|md|mjs|pem|pxu|py|rb|rs|sh|socket|toml|tsx?|txt|xml|ya?ml',
  ].join('|')})$`,
  'i',
);
const CAMEL_HUMP = /([a-z0-9])([A-Z])/g;
/** The working directory is no password. */
const WORKING_DIRECTORY = /^(?:OLD)?PWD$/;
const TELLS_NOTHING = new RegExp(
  `^(?:${[
    'null|none|nil|undefined|true|false|yes|no|on|off|enabled|disabled|required|optional',
    'ok|okay|pass|passed|fail|failed|failure|success|succeeded|error|denied|granted|valid|invalid|expired|missing|unknown',
  ].join('|')})$`,
  'i',
);
const PATH = /^(?:[~/]|[A-Za-z]:[\\/])/;

/** Whether a variable, option or key of this name is expected to hold a secret: `DB_PASSWORD`, `api-key`, `authToken`. */
export function isSecretName(name: string): boolean {
  if (WORKING_DIRECTORY.test(name)) return false;
  const plain = plainName(name);
  return SECRET_NAME.test(plain) && !ABOUT_A_SECRET.test(plain);
}

/** Whether what has this name may be a list of secrets, or a count of them. */
export function isNameOfSecrets(name: string): boolean {
  return SECRET_LIST.test(plainName(name));
}

/** Whether a secret name has been given a value that is none: a switch, an outcome, a count, or the folder that `PWD` stands for. */
export function isInnocentValue(name: string, value: string): boolean {
  if (TELLS_NOTHING.test(value)) return true;
  if (/^pwd$/i.test(name)) return PATH.test(value);
  return /(?:^auth|_pass)$/i.test(name) && /^\d{1,3}$/.test(value);
}

/** The values of the variables whose names say that they are secret. */
export function secretsOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) =>
    value.length >= SHORTEST_VALUE && isSecretName(name) && !isInnocentValue(name, value)
      ? [value]
      : [],
  );
}

function plainName(name: string): string {
  return name.replace(CAMEL_HUMP, '$1_$2').replace(/[- ]/g, '_');
}
