const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g;

const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The text between the quotes of a JSON string, whose escapes are known to be right, with these undone. */
export function unescapeString(raw: string): string {
  return raw.replace(ESCAPE, (_, hex: string | undefined, short: string | undefined) =>
    hex === undefined
      ? (SHORT[short as string] as string)
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
