import { LineCounter } from 'yaml';
import type { UnitText } from '../unit-text.js';
import { parseDocuments } from './parse-documents.js';
import { tooDeep, UnitReader } from './unit-reader.js';

/**
 * Reads YAML text: each document is one unit as a map, or a list of them.
 *
 * A document with an error is left out whole, the others are read. The library builds nothing but its tree; values
 * are taken from that by our own rules, so that floats, big integers and the lines of fields are kept, and no tag
 * or alias can do more than is written here.
 */
export function readYamlText(text: string): UnitText {
  const lineCounter = new LineCounter();
  const { documents, tooDeepAt } = parseDocuments(text, lineCounter);
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const reader = new UnitReader(lineAt);
  for (const document of documents) reader.take(document);
  if (tooDeepAt === undefined) return reader;
  const problem = { line: lineAt(tooDeepAt), ...tooDeep() };
  return { records: reader.records, problems: [...reader.problems, problem] };
}
