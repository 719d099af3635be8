import type { ExactJson } from '@plainbox/state';
import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { MAX_DEPTH } from '../limits.js';
import type { TextProblem } from '../problem.js';
import { describedUnit } from './described-unit.js';
import { exactFloat, exactInteger } from './exact-number.js';
import type { UnitRecord, UnitText } from './unit-text.js';

/** Reads JSON text: one unit as an object, or a list of them; also as programs list units, see {@link describedUnit}. */
export function readJsonText(text: string): UnitText {
  const builder = new RecordBuilder(text);
  try {
    visit(
      text,
      {
        onObjectBegin: (_offset, _length, line) => builder.beginMap(line + 1),
        onObjectProperty: (name, _offset, _length, line) => builder.key(name, line + 1),
        onObjectEnd: (_offset, _length, line) => builder.end(line + 1),
        onArrayBegin: (_offset, _length, line) => builder.beginList(line + 1),
        onArrayEnd: (_offset, _length, line) => builder.end(line + 1),
        onLiteralValue: (value, offset, length, line) =>
          builder.literal(value, text.slice(offset, offset + length), line + 1),
        onError: (error, _offset, _length, line) => refuse(syntaxProblem(error, line + 1)),
      },
      { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { records: [], problems: [error.problem] };
  }
  return { records: builder.records, problems: builder.problems };
}

/** Ends the visit: what follows an error in JSON can only be guessed at. */
class Refusal extends Error {
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

function refuse(problem: TextProblem): never {
  throw new Refusal(problem);
}

interface OpenMap {
  readonly kind: 'map';
  readonly map: Map<string, ExactJson>;
  readonly firstLine: number;
  /** The lines of its keys, where it is a unit. */
  readonly keyLines: Map<string, number> | undefined;
  key: string;
}

interface OpenList {
  readonly kind: 'list';
  readonly list: ExactJson[];
}

/** Puts the visited pieces together; a map at the top, or in a list at the top, is a unit. */
class RecordBuilder {
  readonly records: UnitRecord[] = [];
  readonly problems: TextProblem[] = [];
  readonly #text: string;
  readonly #open: (OpenMap | OpenList)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  beginMap(firstLine: number): void {
    const map = new Map<string, ExactJson>();
    const isUnit = this.#isAtUnitLevel();
    if (!isUnit) this.#put(map, firstLine);
    this.#enter(
      { kind: 'map', map, firstLine, keyLines: isUnit ? new Map() : undefined, key: '' },
      firstLine,
    );
  }

  beginList(line: number): void {
    const list: ExactJson[] = [];
    if (this.#open.length > 0) this.#put(list, line);
    this.#enter({ kind: 'list', list }, line);
  }

  key(name: string, line: number): void {
    const open = this.#open.at(-1);
    if (open?.kind !== 'map') return;
    if (open.map.has(name)) {
      refuse({
        line,
        field: name,
        code: 'DUPLICATE_FIELD',
        message: `the object has '${name}' already`,
        hint: 'take one of them away',
      });
    }
    open.key = name;
    open.keyLines?.set(name, line);
  }

  literal(value: unknown, source: string, line: number): void {
    this.#put(typeof value === 'number' ? exactNumber(source) : (value as ExactJson), line);
  }

  end(lastLine: number): void {
    const closed = this.#open.pop();
    if (closed?.kind !== 'map' || closed.keyLines === undefined) return;
    const { map, firstLine, keyLines } = closed;
    const fieldOffsets = new Map([...keyLines].map(([key, line]) => [key, line - firstLine]));
    this.records.push(describedUnit({ fields: map, lines: [firstLine, lastLine], fieldOffsets }));
  }

  /** Nothing is open, or a list at the top alone. */
  #isAtUnitLevel(): boolean {
    const [top, ...rest] = this.#open;
    return rest.length === 0 && top?.kind !== 'map';
  }

  #enter(open: OpenMap | OpenList, line: number): void {
    this.#open.push(open);
    if (this.#open.length > MAX_DEPTH) {
      refuse({
        line,
        code: 'TOO_COMPLEX',
        message: `lists and objects stand in each other more than ${MAX_DEPTH} deep`,
        hint: 'a unit needs no more than three levels',
      });
    }
  }

  #put(value: ExactJson, line: number): void {
    const open = this.#open.at(-1);
    if (open?.kind === 'map') {
      open.map.set(open.key, value);
    } else if (open?.kind === 'list' && this.#open.length > 1) {
      open.list.push(value);
    } else {
      this.problems.push({
        line,
        code: 'NOT_A_UNIT',
        message: `a unit is expected here, but ${this.#text.trim() === '' ? 'nothing' : 'no object'} is found`,
        hint: 'write one object for a unit, or a list of such objects',
      });
    }
  }
}

function exactNumber(source: string): ExactJson {
  return /^-?\d+$/.test(source) ? exactInteger(BigInt(source)) : exactFloat(Number(source));
}

const SYNTAX_ERRORS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'there is a word that JSON has not',
  InvalidNumberFormat: 'there is a number that JSON writes differently',
  PropertyNameExpected: 'a name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: "a ':' is expected",
  CommaExpected: "a ',' is expected",
  CloseBraceExpected: "a '}' is expected",
  CloseBracketExpected: "a ']' is expected",
  EndOfFileExpected: 'the text goes on behind its end',
  InvalidCommentToken: 'there is a comment, and JSON has none',
  UnexpectedEndOfComment: 'a comment has no end',
  UnexpectedEndOfString: 'a text has no closing quote',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: 'a \\u is not followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'there is an escape that JSON has not',
  InvalidCharacter: 'there is a character that has to be escaped',
};

function syntaxProblem(error: ParseErrorCode, line: number): TextProblem {
  return {
    line,
    code: 'BAD_JSON',
    message: `the JSON can't be read: ${SYNTAX_ERRORS[printParseErrorCode(error)] ?? 'it breaks off'}`,
    hint: 'mend the line, or the one before it; nothing of the file is used until then',
  };
}
