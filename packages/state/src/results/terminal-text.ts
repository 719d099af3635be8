const ESC = '\u001b';
const BEL = '\u0007';
/** More than this between the begin and the end of a string is no string that a terminal was to get. */
const LONGEST = 4096;

// ECMA-48: control sequences, strings (titles, links, device controls), and the short ones.
const CONTROL_SEQUENCE = '\\[[0-?]*[ -/]*[@-~]';
const STRING = `[\\]PX^_][^${BEL}${ESC}]{0,${LONGEST}}(?:${BEL}|${ESC}\\\\)`;
const SHORT = '[ -/]*[0-OQ-WYZ\\\\`-~]';
const SEQUENCE = new RegExp(`${ESC}(?:${CONTROL_SEQUENCE}|${STRING}|${SHORT})`, 'g');
/** A control sequence that begins with the one character that stands for ESC and `[`. */
const SHORTENED = /\u009b[0-?]*[ -/]*[@-~]/g;
/** A sequence that has not come to its end. */
const OPEN = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*|[\\]PX^_][^${BEL}${ESC}]*${ESC}?|[ -/]*)$`);

// All but tab and line feed.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const CARRIAGE_RETURN = /\r+\n?/g;

/**
 * Text that was written for a terminal as people read it elsewhere: without colours, cursor movements, titles and
 * control characters; a carriage return ends the line.
 */
export function withoutTerminalCodes(text: string): string {
  return text
    .replace(SEQUENCE, '')
    .replace(SHORTENED, '')
    .replace(CARRIAGE_RETURN, '\n')
    .replace(CONTROL, '');
}

/** Takes escape sequences, and nothing else, out of text that comes in pieces, also where two pieces share one. */
export class EscapeRemover {
  #held = '';

  /** The text without its sequences; the begin of one is held back until its end comes. */
  remove(piece: string): string {
    const all = this.#held + piece;
    const open = OPEN.exec(all)?.index ?? all.length;
    const end = all.length - open < LONGEST ? open : all.length;
    this.#held = all.slice(end);
    return all.slice(0, end).replace(SEQUENCE, '');
  }

  /** What was held back and never came to its end. */
  rest(): string {
    return this.#held;
  }
}
