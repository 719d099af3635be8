import type { Span } from './spans.js';

// Colours stand between a name and its value; so that they hide nothing, secrets are looked for without them.
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC and BEL delimit the sequences
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|[ -/]*[0-OQ-WYZ\\`-~])/g;

/** A text without the escape sequences of a terminal, which knows where each of its parts came from. */
export interface PlainView {
  readonly plain: string;
  /** Spans of the plain text as spans of the whole one. */
  locate(spans: readonly Span[]): readonly Span[];
}

/** Takes the escape sequences out of a text. */
export function withoutEscapes(text: string): PlainView {
  const begins: { readonly plain: number; readonly whole: number }[] = [{ plain: 0, whole: 0 }];
  let plain = '';
  let done = 0;
  for (const { index, 0: sequence } of text.matchAll(ESCAPE_SEQUENCE)) {
    plain += text.slice(done, index);
    done = index + sequence.length;
    begins.push({ plain: plain.length, whole: done });
  }
  if (done === 0) return { plain: text, locate: (spans) => spans };
  plain += text.slice(done);
  const wholeOf = (at: number): number => {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((begins[middle]?.plain ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const begin = begins[low] ?? { plain: 0, whole: 0 };
    return begin.whole + at - begin.plain;
  };
  return {
    plain,
    locate: (spans) =>
      spans.map(({ start, end, ...rest }) => ({
        ...rest,
        start: wholeOf(start),
        end: wholeOf(end - 1) + 1,
      })),
  };
}
