import type { ExactJson, JobResult } from '@plainbox/state';
import {
  checkDefinition,
  decodeVersioned,
  encodeVersioned,
  type VersionedData,
} from './versioned-data.js';

/**
 * A class of results of one's own: `MemoryJobResult` or `DiskJobResult` with data beside theirs.
 *
 * `resume` undoes `suspend`. plainbox ignores the data and takes the result for what it extends; a codec without this
 * definition keeps them.
 */
export interface ResultKindDefinition<R extends JobResult, T> extends VersionedData<T> {
  /** Whether a result is of this class. */
  is(result: JobResult): result is R;
  /** What the class has beyond the one that it extends. */
  suspend(result: R): T;
  /** The result of this class, of the one that it extends and the data. */
  resume(base: JobResult, value: T): R;
}

/** A {@link ResultKindDefinition} that was checked, of whatever class. */
export interface ResultKind {
  readonly name: string;
  /** What is written; older ones are read too. */
  readonly version: number;
  suspend(result: JobResult): ExactJson | undefined;
  resume(base: JobResult, json: ExactJson): JobResult;
}

/** Checks the definition of a class of results. Give it to {@link extendFormat}. */
export function defineResultKind<R extends JobResult, T>(
  definition: ResultKindDefinition<R, T>,
): ResultKind {
  checkDefinition(definition as unknown as VersionedData<never>);
  return {
    name: definition.name,
    version: definition.version,
    suspend: (result) =>
      definition.is(result) ? encodeVersioned(definition, definition.suspend(result)) : undefined,
    resume: (base, json) => definition.resume(base, decodeVersioned(definition, json)),
  };
}
