import { Composer, type CST, type Document, Lexer, type LineCounter, Parser } from 'yaml';

/** How many tokens may be open at one time: three for each level of lists and maps, at most. */
const MAX_OPEN_TOKENS = 256;

/** The trees of YAML text, document by document. */
export interface ParsedDocuments {
  readonly documents: readonly Document.Parsed[];
  /** Where lists and maps stand in each other too deep: what follows is not read, nor is that document. */
  readonly tooDeepAt: number | undefined;
}

/**
 * Parses YAML text. The library's own `parseAllDocuments` takes as long as the square of the depth, and all of the
 * stack; and it compares each key of a map with every other.
 */
export function parseDocuments(text: string, lineCounter: LineCounter): ParsedDocuments {
  let tooDeepAt: number | undefined;
  function* boundedTokens(): Generator<CST.Token, void> {
    const parser = new Parser(lineCounter.addNewLine);
    lineCounter.addNewLine(0);
    for (const lexeme of new Lexer().lex(text)) {
      yield* parser.next(lexeme);
      if (parser.stack.length > MAX_OPEN_TOKENS) {
        tooDeepAt = parser.offset;
        return;
      }
    }
    yield* parser.end();
  }
  const composer = new Composer({
    intAsBigInt: true,
    logLevel: 'silent',
    prettyErrors: false,
    uniqueKeys: false,
  });
  const documents = [...composer.compose(boundedTokens())] as Document.Parsed[];
  return { documents, tooDeepAt };
}
