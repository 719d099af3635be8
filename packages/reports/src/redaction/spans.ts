/** A part of a text that is to be left out. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** What stands on both sides of its stand-in, such as the quotes that keep JSON what it is. */
  readonly quote?: string;
}

/** The text with the stand-in in the place of each span; spans that touch each other are one. */
export function replaceSpans(text: string, spans: readonly Span[], standIn: string): string {
  let clean = '';
  let done = 0;
  for (const { start, end, quote = '' } of united(spans)) {
    clean += `${text.slice(done, start)}${quote}${standIn}${quote}`;
    done = end;
  }
  return clean + text.slice(done);
}

function united(spans: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  // Of those that begin together the longest first, as it has the quotes.
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.end <= span.start) continue;
    const last = apart.at(-1);
    if (last === undefined || span.start > last.end) apart.push(span);
    else if (span.end > last.end) {
      apart[apart.length - 1] = { start: last.start, end: span.end };
    }
  }
  return apart;
}
