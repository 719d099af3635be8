import { open } from 'node:fs/promises';
import type { UnitProblem } from '../problem.js';
import { fileProblem, systemProblem } from './file-problem.js';

/** The text of a file, or why it can't be had. */
export type FileText = { readonly text: string } | { readonly problem: UnitProblem };

/** Reads a file of UTF-8 text, and never more of it than `maxBytes`. */
export async function readText(path: string, maxBytes: number): Promise<FileText> {
  let bytes: Uint8Array;
  try {
    const read = await readBytes(path, maxBytes);
    if (read === undefined) return { problem: fileProblem(path, 'FILE_TOO_LARGE') };
    bytes = read;
  } catch (error) {
    return { problem: systemProblem(path, error) };
  }
  try {
    return { text: decode(bytes) };
  } catch {
    return { problem: notUtf8(path, bytes) };
  }
}

/** Undefined if the file is too large. Its size is not asked for, as it may change meanwhile. */
async function readBytes(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read({ buffer: new Uint8Array(CHUNK_BYTES) });
      if (bytesRead === 0) return Buffer.concat(chunks, length);
      length += bytesRead;
      if (length > maxBytes) return undefined;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

const CHUNK_BYTES = 64 * 1024;

/** Throws TypeError for what is not UTF-8. A byte order mark is taken off. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function notUtf8(file: string, bytes: Uint8Array): UnitProblem {
  return {
    file,
    line: firstBadLine(bytes),
    code: 'NOT_UTF8',
    message: 'the line is not UTF-8 text',
    hint: 'save the file as UTF-8',
  };
}

/** No byte of a longer character is that of a newline, so each line can be tried on its own. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    try {
      decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 1;
}
