const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Lines as Python's `str.splitlines` finds them, with their ends kept: every Unicode line boundary counts. */
export function linesAtAnyBoundary(text: string): string[] {
  return linesEndedBy(text, isBoundary);
}

/** Lines ended by `\n` alone, with their ends kept. */
export function linesAtNewline(text: string): string[] {
  return linesEndedBy(text, (unit) => unit === LINE_FEED);
}

/** Turns `\r\n` and `\r` into `\n`, as Python does when it reads a file as text. */
export function translateNewlines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function linesEndedBy(text: string, isEnd: (unit: number) => boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (!isEnd(unit)) continue;
    if (unit === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++;
    lines.push(text.slice(start, at + 1));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

function isBoundary(unit: number): boolean {
  return (
    (unit >= LINE_FEED && unit <= CARRIAGE_RETURN) ||
    (unit >= 0x1c && unit <= 0x1e) ||
    unit === 0x85 ||
    unit === 0x2028 ||
    unit === 0x2029
  );
}
