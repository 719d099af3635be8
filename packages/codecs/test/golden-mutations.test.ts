// Small sessions, each with one thing removed, changed or retyped, and what plainbox (Python) makes of them.
// Where the specification tells a port to differ, the entry stands below with the reason.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import type { ResumeContext } from '../src/context.js';
import { createCodec, PLAINBOX_FORMATS } from '../src/index.js';
import { readJson } from '../src/json/reader.js';
import { writeJson } from '../src/json/writer.js';
import { DEFAULT_LIMITS } from '../src/limits.js';
import { describeState, tagNumbers } from './describe-state.js';
import { comparable, GOLDEN, type GoldenExpectation, withoutRepeats } from './golden-sessions.js';
import { type GoldenUnit, unitsOf } from './golden-units.js';

interface Mutation {
  readonly name: string;
  readonly flags: readonly string[] | null;
  readonly location: string | null;
  readonly session_json: string;
  readonly expected: GoldenExpectation & { readonly version?: number };
}

const { units, entries } = JSON.parse(readFileSync(join(GOLDEN, 'mutations.json'), 'utf8')) as {
  units: GoldenUnit[];
  entries: Mutation[];
};

/** A version that is no integer is no version (§7.2); Python takes `true` for 1 and knows that there is no 1.5. */
const VERSION_NOT_AN_INTEGER = new Set([
  'v11/version=true',
  'v11/version=11.0',
  'v11/version=1.5',
  'v11/version=10.5',
]);

/** Files of format 6 from before 2019 lack two keys (§2). */
const ACCEPTED = new Set(['v6/session/metadata/rejected_jobs/removed']);

/** What plainbox would drop, or fail to write: unknown keys are kept, and lone surrogates become U+FFFD. */
const KEPT = new Set([
  'v11/unknown-keys',
  'v11/extra-top-level',
  'v11/extra-session',
  'text/comments-lone-high',
  'text/comments-lone-low',
  'text/lone-surrogate-key',
  'text/proto-key',
]);

const codec = createCodec();
const resumed = entries.filter(
  ({ name, expected }) => expected.ok && !VERSION_NOT_AN_INTEGER.has(name),
);
const refused = entries.filter(({ name, expected }) => !expected.ok && !ACCEPTED.has(name));

test('there are as many as plainbox gave', () => {
  expect(entries).toHaveLength(370);
  expect([...resumed, ...refused, ...VERSION_NOT_AN_INTEGER, ...ACCEPTED]).toHaveLength(
    370 + 2, // two of the versions are among the refused
  );
});

describe('resumes to what plainbox resumes to', () => {
  test.each(resumed.map(named))('%s', async (_, entry) => {
    const state = await resume(entry);
    expect(tagNumbers(describeState(state))).toEqual(comparable(entry.expected));
  });
});

describe('is written again as plainbox writes it', () => {
  test.each(resumed.map(named))('%s', async (name, entry) => {
    const { expected, session_json: given } = entry;
    const again = expected.resuspended.same ? given : (expected.resuspended.text ?? '');
    const text = KEPT.has(name) ? writeJson(readJson(Buffer.from(given), DEFAULT_LIMITS)) : again;
    expect(await suspend(entry, await resume(entry))).toBe(withoutRepeats(text));
  });
});

describe('fails as plainbox does', () => {
  test.each(refused.map(named))('%s', async (_, entry) => {
    await expect(resume(entry)).rejects.toMatchObject(dueError(entry.name, entry.expected));
  });

  test.each([...VERSION_NOT_AN_INTEGER])('%s, by the rule for ports', async (name) => {
    await expect(resume(entryOf(name))).rejects.toMatchObject({ name: 'CorruptedSessionError' });
  });
});

describe('resumes by the rule for ports', () => {
  test.each([...ACCEPTED])('%s', async (name) => {
    const state = await resume(entryOf(name));
    expect(state.metadata.rejectedJobs).toEqual([]);
  });
});

/** Errors that plainbox lets through by accident are corruption, but for the location that the caller owes. */
function dueError(name: string, { error }: GoldenExpectation): Record<string, unknown> {
  if (error?.class === 'ValueError') return { code: 'LOCATION_REQUIRED' };
  const isOurs = error?.is_session_resume_error === true && !VERSION_NOT_AN_INTEGER.has(name);
  return { name: isOurs ? error.class : 'CorruptedSessionError' };
}

function named(entry: Mutation): [string, Mutation] {
  return [entry.name, entry];
}

function entryOf(name: string): Mutation {
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`no entry ${name}`);
  return entry;
}

function contextOf({ flags, location }: Mutation): ResumeContext {
  return { flags: flags ?? undefined, location: location ?? undefined };
}

function resume(entry: Mutation): Promise<SessionState> {
  const snapshot = gzipSync(entry.session_json);
  return codec.resume({ snapshot }, unitsOf(units), contextOf(entry));
}

async function suspend(entry: Mutation, state: SessionState): Promise<string> {
  const format = PLAINBOX_FORMATS.find(({ version }) => version === entry.expected.version);
  const bytes = await createCodec({ format }).suspend(state, contextOf(entry));
  return gunzipSync(bytes).toString();
}
