const encoder = new TextEncoder();

/** Texts as pieces of a report, encoded as UTF-8; lone surrogates become U+FFFD. */
export async function* encodePieces(texts: Iterable<string>): AsyncIterable<Uint8Array> {
  for (const text of texts) yield encoder.encode(text);
}
