import { OUTCOMES } from '@plainbox/state';
import type { JobReport, SessionReport } from '../report/session-report.js';
import { jobName } from './job-name.js';
import { encodePieces } from './pieces.js';
import type { ReportFormat } from './report-format.js';
import { element, type XmlNode, xmlOf } from './xml.js';

/**
 * JUnit XML, for what shows test results: Jenkins, GitLab, GitHub actions.
 *
 * There is no one schema of it. This keeps to what both of the widely used ones allow: that of Ant's JUnit task
 * (windyroad/JUnit-Schema) and that of Jenkins' xUnit plugin (junit-10.xsd). Ant's has no output of single tests, hence
 * that of failed ones stands in their failure and all of it in the suite's.
 */
export const junitFormat: ReportFormat = {
  id: 'junit',
  mediaType: 'application/xml',
  extension: '.junit.xml',
  write: (report) => encodePieces(junitPieces(report)),
};

function* junitPieces(report: SessionReport): Iterable<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `${xmlOf(
    element(
      'testsuites',
      {},
      devicesOf(report).map((device, at) => suite(report, device, at)),
    ),
  )}\n`;
}

/** Each is a suite of its own; `undefined` stands for the one that goes without a name. */
function devicesOf({ devices }: SessionReport): readonly (string | undefined)[] {
  return devices === undefined ? [undefined] : devices.map(({ device }) => device ?? undefined);
}

function suite(report: SessionReport, device: string | undefined, at: number): XmlNode {
  const jobs = report.jobs.filter((job) => job.device === device);
  const outputs: string[] = [];
  const cases = jobs.map((job) => {
    const output = outputOf(job);
    if (output !== '') outputs.push(`--- ${jobName(job)}\n${output}`);
    return testCase(job, output, report);
  });
  const seconds = jobs.reduce((sum, job) => sum + secondsOf(job), 0);
  return element(
    'testsuite',
    {
      name: suiteName(report, device),
      package: visible(report.id, '-'),
      id: at,
      hostname: visible(report.hostname, 'localhost'),
      timestamp: report.savedAt.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length),
      tests: jobs.length,
      failures: jobs.filter(({ outcome }) => kindOf(outcome) === 'failure').length,
      errors: jobs.filter(({ outcome }) => kindOf(outcome) === 'error').length,
      skipped: jobs.filter(({ outcome }) => kindOf(outcome) === 'skipped').length,
      time: decimal(seconds),
    },
    [
      element('properties', {}, properties(report, device)),
      ...cases,
      element('system-out', {}, [outputs.join('\n')]),
      // Of the session as a whole: once.
      element('system-err', {}, [at === 0 ? report.warnings.join('\n') : '']),
    ],
  );
}

function suiteName({ title, id }: SessionReport, device: string | undefined): string {
  const name = visible(title ?? '', id);
  return device === undefined ? name : `${name} on ${device}`;
}

function properties(
  { appId, flags, location, sequence }: SessionReport,
  device: string | undefined,
): readonly XmlNode[] {
  const values = {
    ...{ app: appId, flags: flags.join(' '), location, checkpoint: sequence },
    device: device ?? null,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === ''
      ? []
      : [element('property', { name: `plainbox.${name}`, value })],
  );
}

function testCase(job: JobReport, output: string, report: SessionReport): XmlNode {
  const [classname, plain] = classAndName(job.id, report.id);
  // Viewers tell a test from others by its class and name, whatever suite it stands in.
  const name = jobName({ ...job, id: plain });
  return element(
    'testcase',
    { name, classname, time: decimal(secondsOf(job)) },
    verdict(job, output),
  );
}

function verdict(job: JobReport, output: string): readonly XmlNode[] {
  const { outcome, attempts } = job;
  const kind = kindOf(outcome);
  if (kind === 'passed') return [];
  const last = attempts.at(-1);
  const phrase = OUTCOMES.get(outcome)?.phrase ?? `the outcome is '${outcome}'`;
  const message = last?.comments ? `${phrase}: ${last.comments}` : phrase;
  if (kind === 'skipped') return [element('skipped', { message })];
  const code = typeof last?.returnCode === 'number' ? [`return code ${last.returnCode}`] : [];
  const body = [message, ...code, output].filter((part) => part !== '').join('\n');
  return [element(kind, { message, type: outcome ?? 'none' }, [body])];
}

function kindOf(outcome: JobReport['outcome']): 'passed' | 'failure' | 'error' | 'skipped' {
  if (outcome === 'crash') return 'error';
  const status = OUTCOMES.get(outcome)?.exportedAs ?? null;
  if (status === 'pass') return 'passed';
  return status === 'fail' ? 'failure' : 'skipped';
}

/** `2013.com.canonical::audio/detect` is the test `detect` of the class `2013.com.canonical.audio`. */
function classAndName(id: string, sessionId: string): readonly [string, string] {
  const [, folder = '', name = ''] = /^(?:(.*)(?:::|\/))?(.*)$/s.exec(id) ?? [];
  return [visible(folder.replaceAll(/::|\//g, '.'), sessionId), visible(name, id)];
}

/** Names of nothing but white space count as empty, which the schemas don't allow. */
function visible(name: string, otherwise: string): string {
  return [name, otherwise].find((text) => text.trim() !== '') ?? '-';
}

function outputOf({ attempts }: JobReport): string {
  const { text = '', problem = null } = attempts.at(-1)?.output() ?? {};
  return problem === null ? text : `${text}\n(${problem})`;
}

function secondsOf({ attempts }: JobReport): number {
  return attempts.at(-1)?.seconds ?? 0;
}

/** Without an exponent, as `xs:decimal` wants it; a time that a clock got wrong counts as none. */
function decimal(seconds: number): string {
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1e15 ? seconds.toFixed(3) : '0.000';
}
