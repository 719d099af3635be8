const ESC = '\u001b';
const BEL = '\u0007';
/** ECMA-48: control sequences, operating system commands, and the short ones. */
const SEQUENCE = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)|[ -/]*[0-Z\\\\^-~])`,
  'g',
);
/** One that has not come to its end. */
const OPEN = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*|\\][^${BEL}${ESC}]*${ESC}?|[ -/]*)$`);
/** More than this is no sequence that has yet to end. */
const LONGEST = 4096;

/** Takes control sequences out of a stream of bytes, also where two pieces share one. */
export class EscapeRemover {
  #held = '';

  /** The bytes without control sequences; the begin of one is held back until its end comes. */
  remove(bytes: Uint8Array): Uint8Array {
    // One character for each byte: what is no sequence stays as it is, whatever its encoding.
    const all = this.#held + Buffer.from(bytes).toString('latin1');
    const open = OPEN.exec(all)?.index ?? all.length;
    const end = all.length - open < LONGEST ? open : all.length;
    this.#held = all.slice(end);
    return Buffer.from(all.slice(0, end).replace(SEQUENCE, ''), 'latin1');
  }

  /** What was held back and never came to its end. */
  rest(): Uint8Array {
    return Buffer.from(this.#held, 'latin1');
  }
}
