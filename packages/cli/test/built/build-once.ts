import type { TestProject } from 'vitest/node';
import { buildCli } from './build-cli.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the built program. */
    plainboxMain: string;
  }
}

/** Builds the program once for all test files. */
export default async function buildOnce(project: TestProject): Promise<() => Promise<void>> {
  const cli = await buildCli();
  project.provide('plainboxMain', cli.main);
  return async () => cli[Symbol.asyncDispose]();
}
