import { OUTCOMES } from '@plainbox/state';
import type { JobReport, SessionReport } from '../report/session-report.js';
import { jobName } from './job-name.js';
import { encodePieces } from './pieces.js';
import type { ReportFormat } from './report-format.js';
import { secondsText } from './seconds-text.js';

const TAIL_LINES = 40;

/** Plain text for people: a line for each job, then the end of what the failed ones wrote. */
export const textFormat: ReportFormat = {
  id: 'text',
  mediaType: 'text/plain; charset=utf-8',
  extension: '.txt',
  write: (report) => encodePieces(textPieces(report)),
};

function* textPieces(report: SessionReport): Iterable<string> {
  yield `${oneLine(report.title ?? 'Session')} ${oneLine(report.id)}\n`;
  yield `saved ${report.savedAt.toISOString()} on ${oneLine(report.hostname)}\n\n`;
  const width = report.jobs.reduce((most, job) => Math.max(most, jobName(job).length), 0);
  for (const job of report.jobs) yield jobLine(job, Math.min(width, 60));
  yield `\n${summaryOf(report.jobs)}\n`;
  for (const job of report.jobs) if (job.status === 'fail') yield* failure(job);
  for (const warning of report.warnings) yield `\nwarning: ${oneLine(warning)}\n`;
}

function jobLine(job: JobReport, width: number): string {
  const { outcome, attempts } = job;
  const last = attempts.at(-1);
  const again = attempts.length > 1 ? `attempt ${attempts.length}` : undefined;
  const seconds = secondsText(last?.seconds);
  const facts = [labelOf(outcome), seconds, again].filter((fact) => fact !== undefined).join(', ');
  const why = last?.comments ? `  ${oneLine(last.comments)}` : '';
  return `${sigilOf(outcome)}${oneLine(jobName(job)).padEnd(width)}  ${facts}${why}\n`;
}

function* failure(job: JobReport): Iterable<string> {
  const { text = '', problem = null } = job.attempts.at(-1)?.output() ?? {};
  yield `\n--- ${oneLine(jobName(job))}\n`;
  const lines = text.trimEnd().split('\n');
  if (lines.length > TAIL_LINES) yield `… ${lines.length - TAIL_LINES} lines before\n`;
  if (text !== '') yield `${lines.slice(-TAIL_LINES).join('\n')}\n`;
  if (problem !== null) yield `(${oneLine(problem)})\n`;
}

function summaryOf(jobs: readonly JobReport[]): string {
  const count = (status: JobReport['status']): number =>
    jobs.filter((job) => job.status === status).length;
  return `${jobs.length} jobs: ${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped, ${count(null)} not run`;
}

function sigilOf(outcome: JobReport['outcome']): string {
  return OUTCOMES.get(outcome)?.sigil.padEnd(2) ?? '? ';
}

function labelOf(outcome: JobReport['outcome']): string {
  return OUTCOMES.get(outcome)?.label ?? String(outcome);
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
