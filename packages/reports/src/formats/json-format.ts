import type { JobOutput } from '../report/job-output.js';
import type { AttemptReport, JobReport, SessionReport } from '../report/session-report.js';
import { encodePieces } from './pieces.js';
import type { ReportFormat } from './report-format.js';

/** Name and version of the schema, in `docs/schemas`. The version grows when a field changes its meaning or goes. */
export const JSON_REPORT_SCHEMA = 'plainbox-report/1';

/** One JSON document, for programs. Written job by job, so that not all output is in memory at once. */
export const jsonFormat: ReportFormat = {
  id: 'json',
  mediaType: 'application/json',
  extension: '.json',
  write: (report) => encodePieces(jsonPieces(report)),
};

function* jsonPieces(report: SessionReport): Iterable<string> {
  const { jobs, warnings, systemInformation, devices, ...session } = report;
  const head = { ...session, savedAt: session.savedAt.toISOString() };
  yield `{"schema":"${JSON_REPORT_SCHEMA}","session":${toJson(head)},"jobs":[`;
  let separator = '\n';
  for (const job of jobs) {
    yield `${separator}${toJson(jobJson(job))}`;
    separator = ',\n';
  }
  yield `\n],"systemInformation":${toJson(Object.fromEntries(systemInformation))}`;
  if (devices !== undefined) yield `,"devices":${toJson(devices)}`;
  yield `,"warnings":${toJson(warnings)}}\n`;
}

function jobJson({ attempts, ...job }: JobReport): object {
  return { ...job, attempts: attempts.map(attemptJson) };
}

function attemptJson({ output, ...attempt }: AttemptReport): object {
  const { text, problem }: JobOutput = output();
  return { ...attempt, output: text, outputProblem: problem };
}

/** What JSON has no place for becomes text or null, so that a report is never refused. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return String(item);
    if (item instanceof Map) return Object.fromEntries(item);
    return item;
  });
}
