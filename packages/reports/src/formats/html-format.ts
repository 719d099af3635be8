import { OUTCOMES } from '@plainbox/state';
import type { JobReport, SessionReport } from '../report/session-report.js';
import { jobName } from './job-name.js';
import { encodePieces } from './pieces.js';
import type { ReportFormat } from './report-format.js';
import { secondsText } from './seconds-text.js';
import { element, type XmlNode, xmlOf } from './xml.js';

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ddd }
td.time { text-align: right; white-space: nowrap }
pre { background: #f4f4f4; padding: .6rem; overflow: auto; max-height: 24rem }
.warning { background: #fff3cd; padding: .4rem .8rem }
`;

/** One page that needs nothing beside itself, and is well-formed as XML too. */
export const htmlFormat: ReportFormat = {
  id: 'html',
  mediaType: 'text/html; charset=utf-8',
  extension: '.html',
  write: (report) => encodePieces(htmlPieces(report)),
};

function* htmlPieces(report: SessionReport): Iterable<string> {
  const title = report.title || `Session ${report.id}`;
  yield '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en">';
  yield xmlOf(
    element('head', {}, [
      element('meta', { charset: 'utf-8' }),
      element('title', {}, [title]),
      element('style', {}, [STYLE]),
    ]),
  );
  yield '<body>';
  yield xmlOf(element('h1', {}, [title]));
  yield xmlOf(
    element('p', {}, [`${report.id}, saved ${report.savedAt.toISOString()} on ${report.hostname}`]),
  );
  for (const warning of report.warnings) yield xmlOf(element('p', { class: 'warning' }, [warning]));
  yield '<table>';
  yield xmlOf(
    element(
      'tr',
      {},
      ['job', 'outcome', 'time', 'why'].map((name) => element('th', {}, [name])),
    ),
  );
  for (const job of report.jobs) yield xmlOf(row(job));
  yield '</table></body></html>\n';
}

function row(job: JobReport): XmlNode {
  const { id, summary, outcome, attempts } = job;
  const { color = '#000000', label = String(outcome) } = OUTCOMES.get(outcome) ?? {};
  const last = attempts.at(-1);
  const output = last?.output();
  const text = [output?.text ?? '', output?.problem ? `(${output.problem})` : '']
    .filter((part) => part !== '')
    .join('\n');
  return element('tr', {}, [
    element('td', {}, [
      element('strong', {}, [jobName(job)]),
      ...(summary === null || summary === id ? [] : [element('br'), summary]),
      ...(text === ''
        ? []
        : [
            element('details', {}, [
              element('summary', {}, ['output']),
              element('pre', {}, [text]),
            ]),
          ]),
    ]),
    element('td', { style: `color: ${color}` }, [label]),
    element('td', { class: 'time' }, [secondsText(last?.seconds) ?? ' ']),
    element('td', {}, [last?.comments || ' ']),
  ]);
}
