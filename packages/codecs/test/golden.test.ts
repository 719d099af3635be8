// Every session that plainbox (Python) wrote resumes to what Python made of it, and is written again byte for byte.
// Where the specification tells a port to differ, the difference stands in PORT_RULES by its reason.
import { gunzipSync } from 'node:zlib';
import type { SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec, PLAINBOX_FORMATS } from '../src/index.js';
import { toPlainValue } from '../src/json/plain-values.js';
import { readJson } from '../src/json/reader.js';
import { writeJson } from '../src/json/writer.js';
import { DEFAULT_LIMITS } from '../src/limits.js';
import { encodeSystemInformation } from '../src/representation/system-information-json.js';
import { describeState, tagNumbers } from './describe-state.js';
import {
  comparable,
  GOLDEN_CASES,
  type GoldenCase,
  type GoldenExpectation,
  goldenCase,
  withoutRepeats,
} from './golden-sessions.js';

/** Cases in which the specification says "→ port:" or "PORT:", and what it says. */
const PORT_RULES: Readonly<Record<string, string>> = {
  'disk-relative-no-location': 'an error of the package, though not a resume error',
  'resource-chunks':
    'stdout of a resource job is joined before it is cut into lines (session-state §10.5)',
  'resource-not-run-v03':
    'a resource job that has not run stores its result and does nothing else (§7.5)',
};

const codec = createCodec();
const cases = GOLDEN_CASES.map(goldenCase);
const plain = cases.filter(({ name }) => !(name in PORT_RULES));

test('there are as many cases as plainbox gave', () => {
  expect(cases).toHaveLength(54);
  expect(cases.filter(({ expected }) => expected.ok)).toHaveLength(35);
});

describe('resuming', () => {
  test.each(plain.filter(({ expected }) => expected.ok))('$name', async (golden) => {
    const state = await resume(golden);
    expect(tagNumbers(describeState(state))).toEqual(comparable(golden.expected));
    expect(tagNumbers(toPlainValue(encodeSystemInformation(state.systemInformation)))).toEqual(
      golden.expected.system_information ?? {},
    );
  });

  test.each(plain.filter(({ expected }) => !expected.ok))('$name fails', async (golden) => {
    await expect(resume(golden)).rejects.toMatchObject({ name: golden.expected.error?.class });
  });
});

describe('suspending again in the same version', () => {
  test.each(plain.filter(({ resuspended }) => resuspended !== undefined))(
    '$name',
    async (golden) => {
      const text = await suspend(golden, await resume(golden));
      expect(text).toBe(withoutRepeats(golden.resuspended as string));
    },
  );
});

describe('the text itself', () => {
  test.each(cases.filter(isWrittenByPlainbox))(
    '$name is read and written byte for byte',
    ({ text }) => {
      expect(writeJson(readJson(Buffer.from(text as string), DEFAULT_LIMITS))).toBe(text);
    },
  );
});

describe('where the specification tells a port to differ', () => {
  test('disk-relative-no-location: a missing location is an error of the package', async () => {
    await expect(resume(goldenCase('disk-relative-no-location'))).rejects.toMatchObject({
      code: 'LOCATION_REQUIRED',
    });
  });

  test('resource-not-run-v03: a resource job that has not run can be resumed', async () => {
    const golden = { ...goldenCase('resource-not-run-v03'), version: 3 };
    const state = await resume(golden);
    expect(await suspend(golden, state)).toBe(golden.text);
    expect([...state.resources]).toEqual([]);
  });

  test('resource-chunks: pieces of output are joined, and all else is as in plainbox', async () => {
    const golden = goldenCase('resource-chunks');
    const state = await resume(golden);
    const {
      resource_map: _,
      jobs: __,
      ...others
    } = tagNumbers(describeState(state)) as GoldenExpectation;
    expect(comparable(golden.expected)).toMatchObject(others);
    expect(await suspend(golden, state)).toBe(golden.text);
  });
});

function resume({ snapshot, units, context }: GoldenCase): Promise<SessionState> {
  return codec.resume({ snapshot }, units, context);
}

async function suspend({ version, context }: GoldenCase, state: SessionState): Promise<string> {
  const format = PLAINBOX_FORMATS.find((candidate) => candidate.version === version);
  if (format === undefined) throw new Error(`no format ${version}`);
  const bytes = await createCodec({ format }).suspend(state, context);
  return gunzipSync(bytes).toString();
}

function isWrittenByPlainbox({ text, expected }: GoldenCase): boolean {
  return text !== undefined && expected.ok && expected.resuspended.same === true;
}
