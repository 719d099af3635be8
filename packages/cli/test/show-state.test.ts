// What `show --state` prints of every session that plainbox (Python) wrote, against what plainbox made of it.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { callProgram } from './call-program.js';
import { faultsOf } from './schemas/published-schemas.js';

const CASES = fileURLToPath(new URL('../../codecs/test/golden/cases/', import.meta.url));

interface Expected {
  readonly ok: boolean;
  readonly flags: readonly string[] | null;
  readonly error?: { readonly class: string };
  readonly desired_job_list: readonly string[];
  readonly [key: string]: unknown;
}

/** Cases in which a port is to differ from plainbox, or that a command line can't bring about, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'disk-relative-no-location': 'a session on the command line always has a location',
  'resource-chunks': 'stdout of a resource job is joined before it is cut into lines',
  'resource-not-run-v03': 'a resource job that has not run can be resumed',
};

const cases = readdirSync(CASES).sort();
const ordinary = cases.filter((name) => !(name in DIFFERENT));
const expectationOf = (name: string): Expected =>
  JSON.parse(readFileSync(join(CASES, name, 'expected.json'), 'utf8'));

test('there are as many cases as plainbox gave', () => {
  expect(cases).toHaveLength(54);
  expect(cases.filter((name) => expectationOf(name).ok)).toHaveLength(35);
});

describe('sessions that can be resumed', () => {
  test.each(ordinary.filter((name) => expectationOf(name).ok))('%s', async (name) => {
    const { code, answer, expected } = await showState(name);
    expect(code).toBe(0);
    const { case: _, description: __, resuspended: ___, location: ____, ...wanted } = expected;
    expect(answer).toMatchObject({
      ...wanted,
      // A port keeps the desired list without repeats.
      desired_job_list: [...new Set(expected.desired_job_list)],
    });
  });
});

describe('sessions that cannot', () => {
  test.each(ordinary.filter((name) => !expectationOf(name).ok))('%s', async (name) => {
    const { code, answer, expected, stderr } = await showState(name);
    expect(code).toBe(name === 'checksum-mismatch' ? 7 : 6);
    expect(answer.ok).toBe(false);
    expect(answer.error.class).toBe(expected.error?.class);
    expect(JSON.parse(stderr)).toMatchObject({ schema: 'plainbox-error/1' });
  });
});

describe('where the specification tells a port to differ', () => {
  test('resource-chunks: but for the resources and what requires them, all is the same', async () => {
    const { code, answer, expected } = await showState('resource-chunks');
    expect(code).toBe(0);
    expect(answer.metadata).toEqual(expected['metadata']);
    expect(answer.run_list).toEqual(expected['run_list']);
  });

  test('resource-not-run-v03 is resumed', async () => {
    expect((await showState('resource-not-run-v03')).answer).toMatchObject({
      ok: true,
      version: 3,
    });
  });
});

/** Calls the program on a copy of a case, put where its paths say that it lies. */
async function showState(name: string): Promise<{
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: the schema has been checked, the test says what it expects
  readonly answer: any;
  readonly stderr: string;
  readonly expected: Expected;
}> {
  const place = mkdtempSync(join(tmpdir(), 'plainbox-golden-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const folder = join(place, name);
  cpSync(join(CASES, name), folder, { recursive: true });
  const moved = (text: string): string => text.replaceAll(`/sessions/${name}`, folder);
  if (existsSync(join(folder, 'session.json'))) {
    const text = gunzipSync(readFileSync(join(folder, 'session'))).toString('latin1');
    if (moved(text) !== text) {
      writeFileSync(join(folder, 'session'), gzipSync(Buffer.from(moved(text), 'latin1')));
    }
  }
  const expected: Expected = JSON.parse(moved(readFileSync(join(folder, 'expected.json'), 'utf8')));
  const flags = (expected.flags ?? []).flatMap((flag) => ['--flag', flag]);
  const { code, stdout, stderr } = await callProgram(
    ['show', folder, '--state', '--units', join(folder, 'units.json'), ...flags, '--json'],
    { cwd: place },
  );
  const answer = JSON.parse(stdout);
  expect(faultsOf(answer)).toEqual([]);
  return { code, answer, stderr, expected };
}
