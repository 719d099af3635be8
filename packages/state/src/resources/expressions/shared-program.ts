import { ResourceProgram } from './program.js';

/** Beyond this, the program that was compiled first is forgotten. */
const MAX_SHARED = 1000;

const programs = new Map<string, ResourceProgram>();

/**
 * Compiles a program without imports, once for all units that state the same in the same namespace: of a hundred thousand
 * jobs, most ask for one of a few dozen things.
 */
export function sharedProgram(source: string, namespace: string | undefined): ResourceProgram {
  // With its length, so that no character of either can be taken for the border between them.
  const key = namespace === undefined ? `:${source}` : `${namespace.length}:${namespace}${source}`;
  let program = programs.get(key);
  if (program === undefined) {
    program = new ResourceProgram(source, { namespace });
    if (programs.size === MAX_SHARED) programs.delete(programs.keys().next().value as string);
    programs.set(key, program);
  }
  return program;
}
