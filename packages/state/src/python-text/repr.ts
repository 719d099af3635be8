const NOT_PRINTABLE = /[\p{C}\p{Z}]/u;

const SHORT_ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A text as Python's `repr` shows it: in single quotes, unless it has some and no double ones. */
export function pythonRepr(text: string): string {
  return quote(text, (character) => character !== ' ' && NOT_PRINTABLE.test(character));
}

/** As {@link pythonRepr}, with everything beyond ASCII escaped, as Python's `ascii` shows it. */
export function pythonAscii(text: string): string {
  return quote(text, (character) => character < ' ' || character > '~');
}

function quote(text: string, isEscaped: (character: string) => boolean): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let quoted = mark;
  for (const character of text) {
    const short = SHORT_ESCAPES.get(character);
    if (short !== undefined) quoted += short;
    else if (character === mark) quoted += `\\${mark}`;
    else quoted += isEscaped(character) ? numericEscape(character) : character;
  }
  return quoted + mark;
}

function numericEscape(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
