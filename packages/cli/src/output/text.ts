// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * A foreign text (title, job id, line of a log) as one line that cannot steer the terminal:
 * control characters, escape sequences and line breaks become visible `\xNN`.
 */
export function oneLine(text: string): string {
  return text.replace(
    CONTROL,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
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
