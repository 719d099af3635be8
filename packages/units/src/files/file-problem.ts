import type { UnitProblem, UnitProblemCode } from '../problem.js';

type FileProblemCode = Extract<
  UnitProblemCode,
  | 'FILE_NOT_FOUND'
  | 'FILE_UNREADABLE'
  | 'NOT_A_FILE'
  | 'UNKNOWN_FILE_TYPE'
  | 'TRANSLATION_UNSUPPORTED'
  | 'TOO_MANY_FILES'
  | 'FOLDER_TOO_DEEP'
  | 'FILE_TOO_LARGE'
>;

const TEXTS: Readonly<Record<FileProblemCode, readonly [message: string, hint: string]>> = {
  FILE_NOT_FOUND: ['there is no such file or folder', 'look at the spelling of the path'],
  FILE_UNREADABLE: ['the file or folder cannot be read', 'look at its permissions'],
  NOT_A_FILE: ['there is no file of text behind this name', 'put a file in its place'],
  UNKNOWN_FILE_TYPE: [
    'this is no unit file by its name',
    'use a name that ends in .pxu, .yaml, .yml or .json',
  ],
  TRANSLATION_UNSUPPORTED: [
    'translations are not supported',
    'leave the file out; texts are shown as the unit files have them',
  ],
  TOO_MANY_FILES: [
    'no more files are read, from this one on',
    'load fewer folders, or raise the limit on files',
  ],
  FOLDER_TOO_DEEP: [
    'the folder is too deep in others to be entered',
    'name it by itself, or move it up',
  ],
  FILE_TOO_LARGE: [
    'the file is larger than unit files may be',
    'split it, or raise the limit on its bytes',
  ],
};

/** A problem with a file as a whole. */
export function fileProblem(file: string, code: FileProblemCode): UnitProblem {
  const [message, hint] = TEXTS[code];
  return { file, line: 1, code, message, hint };
}

/** A problem that the operating system reported; any other error is thrown on. */
export function systemProblem(file: string, error: unknown): UnitProblem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // Node itself refuses names with a zero byte, which no file has.
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ERR_INVALID_ARG_VALUE') {
    return fileProblem(file, 'FILE_NOT_FOUND');
  }
  if (typeof code !== 'string' || !Object.hasOwn(error as Error, 'syscall')) throw error;
  const problem = fileProblem(file, 'FILE_UNREADABLE');
  return { ...problem, message: `${problem.message} (${code})` };
}
