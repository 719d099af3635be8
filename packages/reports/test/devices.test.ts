// A session about several devices: what each format tells of those beside the first.
import { parse } from 'junit2json';
import { expect, test } from 'vitest';
import {
  htmlFormat,
  jsonFormat,
  junitFormat,
  reportSession,
  type SessionReport,
  tarFormat,
  textFormat,
} from '../src/index.js';
import {
  bytesOf,
  contentsOf,
  junitFaults,
  resultWith,
  SAVED_AT,
  textOf,
  unpack,
} from './reports.js';

const here = contentsOf({
  'disk/health': [resultWith('pass', 'well')],
  battery: [resultWith('pass')],
});
const phone = contentsOf(
  { 'disk/health': [resultWith('fail', 'worn out')], camera: [] },
  { runningJobName: 'camera', flags: ['incomplete'] },
);

function reportOfBoth(first: string | null = null): SessionReport {
  return reportSession(here, {
    id: 'session-1',
    savedAt: SAVED_AT,
    device: first,
    furtherDevices: [{ device: 'phone', contents: phone, order: ['camera'] }],
  });
}

test('JSON lists the jobs of all devices, each with the name of its own', async () => {
  const read = JSON.parse(await textOf(jsonFormat, reportOfBoth()));
  expect(read.jobs.map(({ id, device }: { id: string; device?: string }) => [id, device])).toEqual([
    ['disk/health', undefined],
    ['battery', undefined],
    ['camera', 'phone'],
    ['disk/health', 'phone'],
  ]);
  expect(read.devices).toEqual([
    { device: null, systemInformation: {} },
    { device: 'phone', systemInformation: {} },
  ]);
  const named = JSON.parse(await textOf(jsonFormat, reportOfBoth('rig')));
  expect(named.jobs[0]).toMatchObject({ id: 'disk/health', device: 'rig' });
});

test('text and HTML name the device, and text counts over all', async () => {
  const text = await textOf(textFormat, reportOfBoth());
  expect(text).toContain('☑ disk/health           passed, 1.3 s\n');
  expect(text).toContain('☒ disk/health on phone  failed, 1.3 s\n');
  expect(text).toContain('4 jobs: 2 passed, 1 failed, 0 skipped, 1 not run');
  expect(text).toContain('--- disk/health on phone\nworn out\n');
  const page = await textOf(htmlFormat, reportOfBoth());
  expect(page).toContain('<strong>disk/health</strong>');
  expect(page).toContain('<strong>disk/health on phone</strong>');
});

test('JUnit has a suite for each device, in which no test is called as one of another', async () => {
  const xml = await textOf(junitFormat, reportOfBoth());
  expect(await junitFaults(xml)).toEqual([]);
  const { testsuite } = (await parse(xml)) as unknown as {
    testsuite: readonly Record<string, unknown>[];
  };
  expect(testsuite).toMatchObject([
    { name: 'session-1', tests: 2, failures: 0, testcase: [{ name: 'health' }, {}] },
    {
      name: 'session-1 on phone',
      tests: 2,
      failures: 1,
      testcase: [{ name: 'camera on phone' }, { classname: 'disk', name: 'health on phone' }],
    },
  ]);
  // Warnings are about the session.
  expect(xml.split('the session is not finished')).toHaveLength(2);
});

test('a tar has the output of a job on each device', async () => {
  const files = await unpack(await bytesOf(tarFormat, reportOfBoth()));
  expect(files.get('test_output/disk_health')?.toString()).toBe('well');
  expect(files.get('test_output/disk_health_on_phone')?.toString()).toBe('worn out');
});

test('warnings say on which device a job was running', () => {
  expect(reportOfBoth().warnings).toEqual([
    'the job camera on phone was running when the session was saved: it has no result yet',
    'the session is not finished: jobs are still expected to run',
  ]);
});

test('a session about one device tells no device, whatever that is called', async () => {
  const options = { id: 'session-1', savedAt: SAVED_AT };
  for (const format of [textFormat, jsonFormat, junitFormat, htmlFormat]) {
    const plain = await textOf(format, reportSession(phone, options));
    expect(await textOf(format, reportSession(phone, { ...options, device: 'rig' }))).toBe(plain);
    expect(plain).not.toContain('device');
  }
});
