// Control characters, line separators, and what makes the text behind it run the other way (Unicode UAX 9).
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A foreign text (title, job id, line of a log) as one line that cannot steer the terminal:
 * control characters, escape sequences, line breaks and changes of direction become visible `\xNN` or `\uNNNN`.
 */
export function oneLine(text: string): string {
  return text.replace(STEERING, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const UNWANTED = /\u001b\[[0-9;]*m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** What a job wrote, for a terminal: its lines and colours, but nothing else that could steer the terminal. */
export function harmless(output: string): string {
  return output.replaceAll('\r\n', '\n').replace(UNWANTED, (found) => {
    return found.length > 1 ? found : oneLine(found);
  });
}

/** `1 job`, `2 jobs`. */
export function count(number: number, singular: string, plural: string = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
