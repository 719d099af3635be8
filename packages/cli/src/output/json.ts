import type { Terminal } from './terminal.js';

/** A command's whole answer as one JSON document, which says by `schema` which version it has. */
export function writeJson(terminal: Terminal, command: string, content: object): void {
  const document = { schema: `plainbox-${command}/1`, ...content };
  terminal.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
