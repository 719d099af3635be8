import { resolve } from 'node:path';
import {
  DependencyDuplicateError,
  JobDefinition,
  type RunListProblem,
  SessionState,
  type Unit,
} from '@plainbox/state';
import { loadUnits, type UnitProblem } from '@plainbox/units';
import { CliError } from '../errors.js';
import { desireAllJobs } from './desire-all-jobs.js';
import type { RecordedJobFiles } from './job-files.js';

/** Job files as a run needs them: read without a fault, and all their jobs can be put in order. */
export interface LoadedJobFiles {
  readonly units: readonly Unit[];
  readonly recorded: RecordedJobFiles;
}

const MAX_DETAILS = 20;

/** Reads job files; whatever is wrong with them is told before anything is written anywhere. */
export async function loadJobFiles(
  files: readonly string[],
  cwd: string,
  namespace?: string,
): Promise<LoadedJobFiles> {
  const { units, problems } = await loadUnits(files, { namespace });
  refuseProblems(problems);
  const jobFiles = files.map((file) => resolve(cwd, file));
  return { units, recorded: namespace === undefined ? { jobFiles } : { jobFiles, namespace } };
}

/** Makes sure that every job of the units can be put on a run list. */
export function checkRunList(units: readonly Unit[], files: readonly string[]): void {
  if (!units.some((unit) => unit instanceof JobDefinition)) {
    throw new CliError('NO_JOBS', `there is no job in ${files.join(', ')}`, {
      advice: 'a record with the fields id, plugin and command makes one',
    });
  }
  const problems = runListProblems(units);
  if (problems.length === 0) return;
  throw new CliError('RUN_LIST_PROBLEM', 'these jobs cannot be put in an order to run them', {
    details: shorten(problems.map(runListProblemLine)),
    advice: 'mend these places, then run them again',
  });
}

/** Also the one that keeps a session from being made at all: two different jobs of one id. */
function runListProblems(units: readonly Unit[]): readonly RunListProblem[] {
  try {
    return desireAllJobs(new SessionState(units), units).problems;
  } catch (error) {
    if (error instanceof DependencyDuplicateError) return [error];
    throw error;
  }
}

function refuseProblems(problems: readonly UnitProblem[]): void {
  const missing = problems.find(({ code }) => code === 'FILE_NOT_FOUND');
  if (missing !== undefined) {
    throw new CliError('JOB_FILE_NOT_FOUND', `no such job file: ${missing.file}`, {
      advice: 'look at the spelling of the path',
    });
  }
  if (problems.length === 0) return;
  throw new CliError('BROKEN_JOB_FILE', 'the job files cannot be read without a fault', {
    details: shorten(problems.map(unitProblemLine)),
    advice: 'mend these places, then run them again',
  });
}

/** `checks.pxu:12: command: what is wrong (what to do)` */
function unitProblemLine({ file, line, field, message, hint }: UnitProblem): string {
  const subject = field === undefined ? '' : `${field}: `;
  return `${file}:${line}: ${subject}${message}${hint === undefined ? '' : ` (${hint})`}`;
}

function runListProblemLine(problem: RunListProblem): string {
  const { message } = problem;
  // Of two jobs of one id, the later one is at fault.
  const job =
    problem instanceof DependencyDuplicateError ? problem.affectingJob : problem.affectedJob;
  const { file, lines } = job?.origin ?? {};
  return file === undefined ? message : `${file}:${lines?.[0] ?? 1}: ${message}`;
}

function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_DETAILS) return lines;
  return [...lines.slice(0, MAX_DETAILS), `… and ${lines.length - MAX_DETAILS} more`];
}
