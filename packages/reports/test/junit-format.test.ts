// A JUnit report is valid by the schemas in use, and other programs read from it what the session says.
import fc from 'fast-check';
import { parse } from 'junit2json';
import { describe, expect, test } from 'vitest';
import { junitFormat, REPORT_FORMATS } from '../src/index.js';
import { junitFaults, reportOf, resultWith, textOf } from './reports.js';

const MIXED = {
  'ns::audio/detect': [resultWith('pass', 'found it')],
  'ns::audio/play': [
    resultWith('fail', 'no sound', { returnCode: 3, comments: 'the card is off' }),
  ],
  'disk/smart': [resultWith('crash', 'gone', { returnCode: -9 })],
  'disk/skip': [resultWith('skipped-dependency')],
  'manual/led': [resultWith('fail', 'first'), resultWith('pass', 'second')],
  late: [],
};

test('an independent reader finds every job with its outcome, time and output', async () => {
  const xml = await textOf(junitFormat, reportOf(MIXED, { hostname: 'rig-7' }));
  const read = (await parse(xml)) as { testsuite: readonly Record<string, unknown>[] };

  const [suite] = read.testsuite as [Record<string, unknown>];
  expect(suite).toMatchObject({
    name: 'session-1',
    hostname: 'rig-7',
    tests: 6,
    failures: 1,
    errors: 1,
    skipped: 2,
  });
  const cases = suite['testcase'] as readonly Record<string, unknown>[];
  expect(cases.map(({ classname, name, time }) => [classname, name, time])).toEqual([
    ['ns.audio', 'detect', 1.25],
    ['ns.audio', 'play', 1.25],
    ['disk', 'smart', 1.25],
    ['disk', 'skip', 1.25],
    ['manual', 'led', 1.25],
    ['session-1', 'late', 0],
  ]);
  expect(cases[1]?.['failure']).toMatchObject([
    { message: 'the job failed: the card is off', type: 'fail' },
  ]);
  expect(JSON.stringify(cases[1])).toContain('return code 3\\nno sound');
  expect(cases[2]).toHaveProperty('error');
  expect(cases[3]).toHaveProperty('skipped');
  expect(cases[5]).toHaveProperty('skipped');
  expect(JSON.stringify(suite['system-out'])).toContain('second');
});

test('it is valid by the schema', async () => {
  expect(await junitFaults(await textOf(junitFormat, reportOf(MIXED)))).toEqual([]);
});

test('the schema is really asked: a report with an element too many is refused', async () => {
  const xml = await textOf(junitFormat, reportOf(MIXED));
  expect(await junitFaults(xml.replace('<system-out>', '<surprise/><system-out>'))).not.toEqual([]);
});

describe('whatever a job wrote, the report is valid', () => {
  const HOSTILE: Readonly<Record<string, string | Uint8Array>> = {
    'control characters': 'a\u0000b\u0007c\u001b[31mred\u001b[0m\u001b]0;title\u0007\u0085',
    'the end of a CDATA section': 'x ]]> y <![CDATA[ z',
    'markup and entities': '<a href="\'">&amp; &bogus; &#0;</a><!-- -- -->',
    'broken UTF-8': new Uint8Array([0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf0, 0x9f]),
    noncharacters: '\ufffe\uffff\u{1fffe}\u{10ffff}',
  };

  test('a choice of the worst', async () => {
    const reports = Object.values(HOSTILE).map((written) =>
      textOf(junitFormat, reportOf({ 'a/b': [resultWith('fail', written)] })),
    );
    expect(await junitFaults(...(await Promise.all(reports)))).toEqual([]);
  });

  test('any bytes, in outputs, comments, ids, titles and host names', async () => {
    const seed = Date.now();
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const parts = fc.tuple(fc.uint8Array({ maxLength: 200 }), text, text, fc.double());
    const reports = fc.sample(parts, { seed, numRuns: 200 }).map(([written, some, id, seconds]) =>
      textOf(junitFormat, {
        ...reportOf(
          { [id]: [resultWith('fail', written, { comments: some, seconds })] },
          { id, warnings: [some], hostname: some, location: some },
        ),
        title: some,
      }),
    );
    expect(await junitFaults(...(await Promise.all(reports))), `seed ${seed}`).toEqual([]);
  });
});

test('there is one format for each id', () => {
  expect([...REPORT_FORMATS.keys()]).toEqual(['text', 'json', 'junit', 'html', 'tar']);
});
