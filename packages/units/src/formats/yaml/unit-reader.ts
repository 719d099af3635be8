import { type ExactJson, floatText } from '@plainbox/state';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { MAX_DEPTH } from '../../limits.js';
import type { TextProblem } from '../../problem.js';
import { exactFloat, exactInteger } from '../exact-number.js';
import type { UnitRecord, UnitText } from '../unit-text.js';
import { plainScalar } from './plain-scalar.js';

/** Values and characters that aliases may add to a file: enough for honest reuse, too little for a bomb. */
const ALIAS_BUDGET = 100_000;

/** Ends the reading of one unit. */
class Refusal extends Error {
  readonly problem: TextProblem;

  constructor(problem: TextProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Takes units out of the trees of documents. */
export class UnitReader implements UnitText {
  readonly records: UnitRecord[] = [];
  readonly problems: TextProblem[] = [];
  readonly #lineAt: (offset: number) => number;
  /** What stands under each anchor of the document, as far as it is read: an alias means the last one before it. */
  #anchors = new Map<string, Node>();
  #aliasBudget = ALIAS_BUDGET;

  constructor(lineAt: (offset: number) => number) {
    this.#lineAt = lineAt;
  }

  take(document: Document.Parsed): void {
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) {
      // What follows the first fault of a document is mostly its consequence.
      this.problems.push(this.#syntaxProblem(faults[0] as YAMLError));
      return;
    }
    const { contents } = document;
    this.#anchors = new Map();
    if (isSeq(contents)) for (const item of contents.items) this.#takeUnit(item);
    // An empty document, as behind a last `---`, is nothing.
    else if (!isScalar(contents) || contents.value !== null) this.#takeUnit(contents);
  }

  #takeUnit(node: unknown): void {
    try {
      if (isMap(node)) this.records.push(this.#record(node));
      else
        this.#refuse(
          node,
          'NOT_A_UNIT',
          'a unit is expected here, but no map is found',
          NOT_A_UNIT_HINT,
        );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.problems.push(error.problem);
    }
  }

  #record(map: YAMLMap): UnitRecord {
    const [start, end] = map.range ?? [0, 1];
    const first = this.#lineAt(start);
    const fields = this.#map(map, { depth: 1, aliased: false });
    const fieldOffsets = new Map<string, number>();
    for (const { key } of map.items) {
      fieldOffsets.set(keyText(key) ?? '', this.#lineOf(key) - first);
    }
    return { fields, fieldOffsets, lines: [first, this.#lineAt(Math.max(start, end - 1))] };
  }

  #map(map: YAMLMap, place: Place): Map<string, ExactJson> {
    const values = new Map<string, ExactJson>();
    for (const pair of map.items) {
      const key = this.#key(pair);
      if (values.has(key)) {
        this.#refuse(
          pair.key,
          'DUPLICATE_FIELD',
          `the map has '${key}' already`,
          'take one of them away',
          key,
        );
      }
      values.set(key, this.#value(pair.value, place));
    }
    return values;
  }

  #key({ key }: Pair): string {
    const text = keyText(key);
    if (text === undefined) {
      this.#refuse(key, 'BAD_YAML', 'a list or map is used as a key', 'use text as key');
    }
    if (text === '<<') {
      this.#refuse(key, 'BAD_YAML', "merge keys ('<<') are not read", 'write the fields out', text);
    }
    return text;
  }

  #value(node: unknown, place: Place): ExactJson {
    this.#bound(node, place);
    if (isAlias(node)) return this.#aliased(node, place);
    if (isNode(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node, place);
    const inside = { ...place, depth: place.depth + 1 };
    if (isMap(node)) return this.#map(node, inside);
    return isSeq(node) ? node.items.map((item) => this.#value(item, inside)) : null;
  }

  #aliased(alias: Alias, { depth }: Place): ExactJson {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      this.#refuse(
        alias,
        'BAD_YAML',
        `there is no anchor '&${alias.source}' before this alias`,
        'write the value out',
      );
    }
    return this.#value(target, { depth: depth + 1, aliased: true });
  }

  #scalar(scalar: Scalar, { aliased }: Place): ExactJson {
    const value = valueOfScalar(scalar);
    if (typeof value === 'string') {
      if (aliased) this.#spend(value.length, scalar);
      return value;
    }
    return value;
  }

  /** Keeps depth within bounds, which also ends an alias of what it stands in, and counts what aliases add. */
  #bound(node: unknown, { depth, aliased }: Place): void {
    if (depth > MAX_DEPTH) {
      const { code, message, hint } = tooDeep();
      this.#refuse(node, code, message, hint);
    }
    if (aliased) this.#spend(1, node);
  }

  #spend(amount: number, node: unknown): void {
    this.#aliasBudget -= amount;
    if (this.#aliasBudget >= 0) return;
    this.#refuse(
      node,
      'TOO_COMPLEX',
      'the aliases stand for too much text',
      'write out what they stand for',
    );
  }

  #refuse(
    node: unknown,
    code: TextProblem['code'],
    message: string,
    hint: string,
    field?: string,
  ): never {
    throw new Refusal({
      line: this.#lineOf(node),
      code,
      message,
      hint,
      ...(field ? { field } : {}),
    });
  }

  #lineOf(node: unknown): number {
    return isNode(node) && node.range ? this.#lineAt(node.range[0]) : 1;
  }

  #syntaxProblem(fault: YAMLError): TextProblem {
    const line = this.#lineAt(fault.pos[0]);
    const [sentence] = fault.message.split('\n');
    return {
      line,
      code: 'BAD_YAML',
      message: `the YAML can't be read: ${sentence}`,
      hint: 'mend the line, or the one before it; nothing of the document is used until then',
    };
  }
}

/** Lists and maps stand in each other deeper than anything that makes sense. */
export function tooDeep(): Omit<TextProblem, 'line'> & { hint: string } {
  return {
    code: 'TOO_COMPLEX',
    message: `lists and maps stand in each other more than ${MAX_DEPTH} deep`,
    hint: 'a unit needs no more than three levels',
  };
}

const NOT_A_UNIT_HINT = 'write one map for a unit, or a list of such maps';

interface Place {
  readonly depth: number;
  /** Whether the value is one that an alias stands for. */
  readonly aliased: boolean;
}

/** The library's own rules are those of YAML 1.2; they count where a tag asks for a type. */
function valueOfScalar(scalar: Scalar): ExactJson {
  const { type, tag, source, value } = scalar;
  if (type === 'PLAIN' && tag === undefined && source !== undefined) return plainScalar(source);
  if (typeof value === 'bigint') return exactInteger(value);
  if (typeof value === 'number') return exactFloat(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** A key as JSON would write it; undefined if it is a list or a map. */
function keyText(key: unknown): string | undefined {
  if (key === null) return 'null';
  if (!isScalar(key)) return undefined;
  const value = valueOfScalar(key);
  return typeof value === 'number' && !Number.isInteger(value) ? floatText(value) : String(value);
}
