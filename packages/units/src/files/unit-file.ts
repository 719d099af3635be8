import { extname } from 'node:path';
import { readJsonText } from '../formats/json-text.js';
import { readRecordText } from '../formats/record-text.js';
import type { UnitTextReader } from '../formats/unit-text.js';
import { readYamlText } from '../formats/yaml/yaml-text.js';
import type { UnitFileLimits } from '../limits.js';

/** How one kind of unit file is read. */
export interface FileFormat {
  readonly read: UnitTextReader;
  /** The bound on its size. */
  readonly limit: keyof UnitFileLimits;
  /** Whether files of this kind may well be something else, so that a folder's are taken only if they hold units. */
  readonly isAmbiguous: boolean;
}

const YAML: FileFormat = { read: readYamlText, limit: 'yamlBytes', isAmbiguous: true };

const FORMATS: ReadonlyMap<string, FileFormat> = new Map<string, FileFormat>([
  ['.pxu', { read: readRecordText, limit: 'recordBytes', isAmbiguous: false }],
  ['.yaml', YAML],
  ['.yml', YAML],
  ['.json', { read: readJsonText, limit: 'jsonBytes', isAmbiguous: true }],
]);

/** The format that the name of a file stands for. */
export function formatOf(path: string): FileFormat | undefined {
  return FORMATS.get(extname(path).toLowerCase());
}

/** Files of translations, which plainbox (Python) reads and this one doesn't. */
export function isTranslation(path: string): boolean {
  return ['.po', '.pot', '.mo'].includes(extname(path).toLowerCase());
}
