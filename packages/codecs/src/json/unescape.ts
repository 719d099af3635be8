// biome-ignore lint/suspicious/noControlCharactersInRegex: they may not stand in a JSON string
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))|\\|[\u0000-\u001f]/g;

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

/** The text between the quotes of a JSON string, with its escapes undone; undefined when one of them is wrong. */
export function unescapeString(raw: string): string | undefined {
  let sound = true;
  const value = raw.replace(ESCAPE, (_, hex: string | undefined, short: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (short !== undefined) return SHORT[short] as string;
    sound = false;
    return '';
  });
  return sound ? value : undefined;
}
