// The other documents: JSON, text, HTML, and the tar that holds them all.
import { JobDefinition } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { htmlFormat, jsonFormat, junitFormat, tarFormat, textFormat } from '../src/index.js';
import { reportSession } from '../src/report/report-session.js';
import { bytesOf, contentsOf, reportOf, resultWith, textOf, unpack } from './reports.js';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0x00]);

describe('JSON', () => {
  test('holds every attempt of every job, with its output', async () => {
    const report = reportOf({
      a: [resultWith('fail', 'one', { returnCode: 2 }), resultWith('pass', 'two')],
      b: [],
    });
    const read = JSON.parse(await textOf(jsonFormat, report));
    expect(read).toMatchObject({
      schema: 'plainbox-report/1',
      session: { id: 'session-1', savedAt: '2026-05-04T03:02:01.500Z' },
      jobs: [
        {
          id: 'a',
          outcome: 'pass',
          status: 'pass',
          attempts: [
            { outcome: 'fail', returnCode: 2, output: 'one' },
            { outcome: 'pass', seconds: 1.25, output: 'two' },
          ],
        },
        { id: 'b', outcome: null, status: null, attempts: [] },
      ],
      warnings: [],
    });
  });

  test('is well-formed whatever was written', async () => {
    const report = reportOf({ ['__proto__']: [resultWith('pass', '"\\\u2028\ud800]]>\u0000')] });
    expect(JSON.parse(await textOf(jsonFormat, report)).jobs[0].id).toBe('__proto__');
  });
});

describe('text', () => {
  test('lets no control characters of title and host name through to a terminal', async () => {
    const text = await textOf(textFormat, {
      ...reportOf({}, { hostname: 'rig\u001b]0;x\u0007' }),
      title: 'a\u001b[2Jb\nc',
    });
    expect(text).toMatch(/^a \[2Jb c session-1\nsaved \S+ on rig \]0;x \n/);
  });

  test('tells each job in a line, and the end of what the failed ones wrote', async () => {
    const long = Array.from({ length: 60 }, (_, at) => `line ${at}`).join('\n');
    const text = await textOf(
      textFormat,
      reportOf({
        good: [resultWith('pass', 'unseen')],
        bad: [resultWith('fail', long, { comments: 'off\nby one' })],
        later: [],
      }),
    );
    expect(text).toContain('☑ good   passed, 1.3 s\n');
    expect(text).toContain('☒ bad    failed, 1.3 s  off by one\n');
    expect(text).toContain('3 jobs: 1 passed, 1 failed, 0 skipped, 1 not run');
    expect(text).toContain('… 20 lines before\nline 20\n');
    expect(text).not.toContain('unseen');
  });
});

describe('HTML', () => {
  test('shows output as text, never as markup', async () => {
    const page = await textOf(
      htmlFormat,
      reportOf({ a: [resultWith('fail', '<script>alert(1)</script> & "x"')] }),
    );
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; ');
    expect(page).not.toContain('<script');
  });
});

describe('tar', () => {
  const results = {
    'info/attach': [resultWith('pass', PNG)],
    'a/../../b': [resultWith('pass', 'climbs')],
    'a:..:..:b': [resultWith('pass', 'has the same name')],
    silent: [resultWith('pass')],
  };
  const definitions = new Map([
    ['info/attach', new JobDefinition({ id: 'info/attach', plugin: 'attachment', command: 'cat' })],
  ]);

  test('holds the documents, the outputs as text and the attachments as they were', async () => {
    const report = reportOf(results, { definitions });
    const files = await unpack(await bytesOf(tarFormat, report));
    expect([...files.keys()]).toEqual([
      'submission.json',
      'submission.html',
      'submission.junit.xml',
      'submission.txt',
      'attachment_files/info_attach',
      'test_output/a_.._.._b',
      'test_output/a_.._.._b-2',
    ]);
    expect(files.get('attachment_files/info_attach')).toEqual(Buffer.from(PNG));
    expect(files.get('test_output/a_.._.._b-2')?.toString()).toBe('has the same name');
    for (const format of [jsonFormat, htmlFormat, junitFormat, textFormat]) {
      const file = files.get(`submission${format.extension}`);
      expect(file?.equals(await bytesOf(format, report))).toBe(true);
    }
  });
});

describe('a session that is not whole', () => {
  test('is told with warnings: what ran, what is missing, what is wrong with its storage', async () => {
    const contents = contentsOf(
      { cut: [], done: [resultWith('pass')] },
      { runningJobName: 'cut', flags: ['incomplete'] },
    );
    const report = reportSession(contents, {
      id: 's',
      savedAt: new Date(0),
      warnings: ['the last 2 checkpoints are lost'],
    });
    expect(report.warnings).toEqual([
      'the last 2 checkpoints are lost',
      'the job cut was running when the session was saved: it has no result yet',
      'the session is not finished: jobs are still expected to run',
    ]);
  });

  test('an output that is longer than the limit is cut, and says so', async () => {
    const report = reportOf({ a: [resultWith('pass', 'abcdef')] }, { maxOutputBytes: 4 });
    expect(report.jobs[0]?.attempts[0]?.output()).toMatchObject({
      text: 'abcd',
      problem: 'only the first 4 bytes of the output are told',
    });
  });
});
