import type { IoLogRecord } from '@plainbox/state';
import type { JobOutput } from '../executors/executor.js';

/** What a result keeps of its output: the path of the record file, or the records themselves. */
export type RecordedOutput =
  | { readonly ioLogFilename: string }
  | { readonly ioLog: readonly IoLogRecord[] };

/** The output of one attempt on its way into the session. */
export interface AttemptLog extends JobOutput {
  /** Everything is written when it resolves; rejects with the first failure to write. */
  finish(): Promise<RecordedOutput>;
}
