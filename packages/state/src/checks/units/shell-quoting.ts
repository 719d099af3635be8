/**
 * Whether every quote in a shell command has its end and every backslash something to escape, the way Python's `shlex`
 * splits it: rougher than a shell, which reads here-documents and `$'…'` in other ways.
 */
export function isWellQuoted(command: string): boolean {
  let quote: string | undefined;
  for (let at = 0; at < command.length; at++) {
    const char = command[at] as string;
    if (char === '\\' && quote !== "'") {
      at++;
      if (at === command.length) return false;
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
    } else if (char === "'" || char === '"') {
      quote = char;
    } else if (char === '#') {
      const end = command.indexOf('\n', at);
      if (end === -1) return true;
      at = end;
    }
  }
  return quote === undefined;
}
