import { extname } from 'node:path';
import { readRecordText } from '../formats/record-text.js';
import type { UnitTextReader } from '../formats/unit-text.js';
import type { UnitFileLimits } from '../limits.js';

/** How one kind of unit file is read. */
export interface FileFormat {
  /** The reader with its library, which costs more time than most files: loaded for a file that needs it. */
  readonly loadReader: () => Promise<UnitTextReader>;
  /** The bound on its size. */
  readonly limit: keyof UnitFileLimits;
  /** Whether files of this kind may well be something else, so that a folder's are taken only if they hold units. */
  readonly isAmbiguous: boolean;
}

const RECORDS: FileFormat = {
  loadReader: async () => readRecordText,
  limit: 'recordBytes',
  isAmbiguous: false,
};
const YAML: FileFormat = {
  loadReader: async () => (await import('../formats/yaml/yaml-text.js')).readYamlText,
  limit: 'yamlBytes',
  isAmbiguous: true,
};
const JSON_TEXT: FileFormat = {
  loadReader: async () => (await import('../formats/json-text.js')).readJsonText,
  limit: 'jsonBytes',
  isAmbiguous: true,
};

const FORMATS: ReadonlyMap<string, FileFormat> = new Map<string, FileFormat>([
  ['.pxu', RECORDS],
  ['.yaml', YAML],
  ['.yml', YAML],
  ['.json', JSON_TEXT],
]);

/** The format that the name of a file stands for. */
export function formatOf(path: string): FileFormat | undefined {
  return FORMATS.get(extname(path).toLowerCase());
}

/** Files of translations, which plainbox (Python) reads and this one doesn't. */
export function isTranslation(path: string): boolean {
  return ['.po', '.pot', '.mo'].includes(extname(path).toLowerCase());
}
