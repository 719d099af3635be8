import type { Question } from '@plainbox/runner';
import type { JobResult } from '@plainbox/state';
import { oneLine } from '../output/text.js';

/** More of what a command printed would push the question off the screen. */
const LINES_OF_OUTPUT = 20;

/** What a person needs to know to answer: the job, what to do, and what its command has printed. */
export function* describeQuestion(
  { job, kind, result }: Question,
  outputOf: (result: JobResult) => string,
): Generator<string> {
  yield '';
  yield oneLine(`${job.id}: ${job.summary}`);
  if (kind === 'verify' && result) {
    yield* outputLines(outputOf(result));
    yield* paragraph(job.verification ?? job.description);
  } else if (job.purpose !== undefined || job.steps !== undefined) {
    yield* paragraph(job.purpose);
    yield* paragraph(job.steps);
    if (kind === 'manual') yield* paragraph(job.verification);
  } else {
    yield* paragraph(job.description);
  }
}

function* outputLines(output: string): Generator<string> {
  const lines = output.trimEnd().split('\n');
  if (output.trim() === '') return;
  if (lines.length > LINES_OF_OUTPUT)
    yield `  (the last ${LINES_OF_OUTPUT} of ${lines.length} lines)`;
  for (const line of lines.slice(-LINES_OF_OUTPUT)) yield `  │ ${oneLine(line)}`;
}

function* paragraph(text: string | undefined): Generator<string> {
  if (text === undefined) return;
  for (const line of text.trimEnd().split('\n')) yield `  ${oneLine(line)}`;
}
