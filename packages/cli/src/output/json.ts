import type { Answer } from '../answers/answer.js';
import type { Terminal } from './terminal.js';

/** Writes a command's whole answer as one JSON document. */
export function writeJson<A extends Answer>(terminal: Terminal, answer: A): void {
  terminal.write(`${JSON.stringify(answer, undefined, 2)}\n`);
}
