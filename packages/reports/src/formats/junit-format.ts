import { OUTCOMES } from '@plainbox/state';
import type { JobReport, SessionReport } from '../report/session-report.js';
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
  yield `${xmlOf(element('testsuites', {}, [suite(report)]))}\n`;
}

function suite(report: SessionReport): XmlNode {
  const { jobs } = report;
  const outputs: string[] = [];
  const cases = jobs.map((job) => {
    const output = outputOf(job);
    if (output !== '') outputs.push(`--- ${job.id}\n${output}`);
    return testCase(job, output, report);
  });
  const seconds = jobs.reduce((sum, job) => sum + secondsOf(job), 0);
  return element(
    'testsuite',
    {
      name: visible(report.title ?? '', report.id),
      package: visible(report.id, '-'),
      id: 0,
      hostname: visible(report.hostname, 'localhost'),
      timestamp: report.savedAt.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length),
      tests: jobs.length,
      failures: jobs.filter(({ outcome }) => kindOf(outcome) === 'failure').length,
      errors: jobs.filter(({ outcome }) => kindOf(outcome) === 'error').length,
      skipped: jobs.filter(({ outcome }) => kindOf(outcome) === 'skipped').length,
      time: decimal(seconds),
    },
    [
      element('properties', {}, properties(report)),
      ...cases,
      element('system-out', {}, [outputs.join('\n')]),
      element('system-err', {}, [report.warnings.join('\n')]),
    ],
  );
}

function properties({ appId, flags, location, sequence }: SessionReport): readonly XmlNode[] {
  const values = { app: appId, flags: flags.join(' '), location, checkpoint: sequence };
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === ''
      ? []
      : [element('property', { name: `plainbox.${name}`, value })],
  );
}

function testCase(job: JobReport, output: string, report: SessionReport): XmlNode {
  const [classname, name] = classAndName(job.id, report.id);
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
