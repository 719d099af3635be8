import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { appendSummary, findSummary, MAX_SUMMARY } from '../src/envelopes/gzip-summary.js';
import {
  createCodec,
  defineFormat,
  encryptedEnvelope,
  SessionPeekHelper,
  SessionSuspendHelper,
} from '../src/index.js';
import { toPlainValue } from '../src/json/plain-values.js';
import { encodeMetadata } from '../src/representation/metadata-json.js';
import { tagNumbers } from './describe-state.js';
import { GOLDEN, GOLDEN_CASES, type GoldenExpectation, goldenCase } from './golden-sessions.js';

const codec = createCodec();

describe('peeking at what plainbox wrote', () => {
  test.each(GOLDEN_CASES)('%s', async (name) => {
    const { snapshot, expected } = goldenCase(name);
    await expectPeek(snapshot, expected);
  });

  const { entries } = JSON.parse(readFileSync(join(GOLDEN, 'mutations.json'), 'utf8')) as {
    entries: { name: string; session_json: string; expected: GoldenExpectation }[];
  };
  const portRules =
    /version=(true|11\.0|1\.5|10\.5)$|^v6\/session\/metadata\/rejected_jobs\/removed$/;
  test.each(
    entries
      .filter(({ name }) => !portRules.test(name))
      .map((entry) => [entry.name, entry] as const),
  )('%s', async (_, { session_json, expected }) => {
    await expectPeek(gzipSync(session_json), expected);
  });
});

test('a session of a format that nobody here knows is refused, though its summary could be read', async () => {
  const own = createCodec({ format: defineFormat({ version: 'com.acme/1' }) });
  const snapshot = await own.suspend(sampleState(1));
  expect((await own.peek({ snapshot })).version).toBe('com.acme/1');
  await expect(codec.peek({ snapshot })).rejects.toMatchObject({ code: 'INCOMPATIBLE_SESSION' });
});

test('a version beyond 2^53 is told as it stands there', async () => {
  const snapshot = gzipSync('{"session":{},"version":18446744073709551617}');
  await expect(codec.resume({ snapshot }, [])).rejects.toMatchObject({
    version: 18446744073709551617n,
    message: expect.stringContaining('18446744073709551617'),
  });
});

test('behind deltas of who did not know which jobs were listed, jobs are counted all the same', async () => {
  const jobs = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
  const state = new SessionState(jobs);
  state.updateDesiredJobs(['a']);
  const snapshot = await codec.suspend(state);
  const tracker = state.trackChanges();
  state.updateJobResult('b', new MemoryJobResult({ outcome: 'pass' }));
  const deltas = [createCodec().suspendChanges(tracker.take(), { state })];
  const folded = await codec.fold({ snapshot, deltas });
  expect((await codec.peek({ snapshot, deltas })).counts).toEqual(
    (await codec.peek({ snapshot: folded })).counts,
  );
});

test('the simple entries take what an encrypted session needs', async () => {
  const key = new Uint8Array(32).fill(7);
  const sealing = createCodec({ envelope: [encryptedEnvelope({ keyId: 'k', key: () => key })] });
  const context = { sessionId: 'one' };
  const bytes = await new SessionSuspendHelper(sealing, context).suspend(sampleState(1));
  const { title } = await new SessionPeekHelper(sealing, context).peek(bytes);
  expect(title).toBe('sample');
});

describe('the summary behind the session', () => {
  test('is found without reading the session', async () => {
    const snapshot = codec.suspendSync(sampleState(2000));
    const reads: number[] = [];
    const source = {
      size: snapshot.length + 50_000_000,
      // A file whose first fifty million bytes must not be asked for.
      read: (start: number, length: number) => {
        reads.push(length);
        if (start < 100) return snapshot.subarray(0, length);
        return snapshot.subarray(start - 50_000_000, start - 50_000_000 + length);
      },
    };
    const { counts, metadata } = await codec.peek({ snapshot: source });
    expect(counts).toEqual({
      jobs: 2000,
      results: 1000,
      outcomes: new Map([
        ['pass', 500],
        ['fail', 500],
      ]),
    });
    expect(metadata.title).toBe('sample');
    expect(reads.reduce((sum, length) => sum + length)).toBeLessThan(70_000);
  });

  test('tells what reading all of the session tells', async () => {
    const snapshot = codec.suspendSync(sampleState(30));
    const without = gzipSync(gunzipSync(snapshot));
    expect(findSummary(without)).toBeUndefined();
    expect(await codec.peek({ snapshot })).toEqual(await codec.peek({ snapshot: without }));
  });

  test('counts for nothing behind another session', async () => {
    const one = codec.suspendSync(sampleState(3));
    const other = gzipSync(gunzipSync(codec.suspendSync(sampleState(9))));
    const summary = findSummary(one) as Uint8Array;
    const member = appendSummary(gzipSync(gunzipSync(one)), summary).subarray(
      gzipSync(gunzipSync(one)).length,
    );
    const mixed = Buffer.concat([other, member]);
    expect(gunzipSync(mixed).length).toBeGreaterThan(0);
    expect(findSummary(mixed)).toBeUndefined();
    expect((await codec.peek({ snapshot: mixed })).counts.jobs).toBe(9);
  });

  test('is left out when it does not fit', async () => {
    const state = sampleState(3);
    state.updateMetadata({ appBlob: new Uint8Array(100_000) });
    const snapshot = codec.suspendSync(state);
    expect(findSummary(snapshot)).toBeUndefined();
    expect((await codec.peek({ snapshot })).metadata.appBlob).toHaveLength(100_000);
    expect(appendSummary(snapshot, new Uint8Array(MAX_SUMMARY))).not.toBe(snapshot);
    expect(findSummary(appendSummary(snapshot, new Uint8Array(MAX_SUMMARY)))).toHaveLength(
      MAX_SUMMARY,
    );
  });

  test('is no text to zlib', () => {
    const text = gunzipSync(codec.suspendSync(sampleState(5))).toString();
    expect(text.endsWith('"version":11}')).toBe(true);
  });

  test.runIf(hasPython())('is no text to Python', () => {
    const snapshot = codec.suspendSync(sampleState(5));
    const program =
      'import gzip, sys; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))';
    const { stdout } = spawnSync('python3', ['-c', program], { input: snapshot });
    expect(stdout.toString()).toBe(gunzipSync(snapshot).toString());
  });
});

test('a session that was never saved has nothing to tell', async () => {
  const { metadata, counts } = await codec.peek({ snapshot: new Uint8Array() });
  expect(metadata.title).toBeNull();
  expect(counts).toEqual({ jobs: 0, results: 0, outcomes: new Map() });
});

test('the header of a snapshot is that of plainbox, and its bytes depend on the session alone', () => {
  const snapshot = codec.suspendSync(sampleState(5));
  expect(Buffer.from(snapshot.subarray(0, 10)).toString('hex')).toBe('1f8b08000000000002ff');
  expect(Buffer.from(codec.suspendSync(sampleState(5))).equals(snapshot)).toBe(true);
});

async function expectPeek(data: Uint8Array, { peek }: GoldenExpectation): Promise<void> {
  const peeked = new SessionPeekHelper().peek(data);
  if (peek.ok) {
    expect(tagNumbers(toPlainValue(encodeMetadata(await peeked)))).toEqual(peek.metadata);
  } else {
    const name = peek.error?.is_session_resume_error ? peek.error.class : 'CorruptedSessionError';
    await expect(peeked).rejects.toMatchObject({ name });
  }
}

function sampleState(jobs: number): SessionState {
  const units = Array.from(
    { length: jobs },
    (_, index) => new JobDefinition({ id: `job-${index}`, plugin: 'shell', command: 'true' }),
  );
  const state = new SessionState(units);
  state.updateMetadata({ title: 'sample', flags: ['incomplete'] });
  state.updateDesiredJobs(units);
  units.forEach(({ id }, index) => {
    if (index % 2 === 0) return;
    state.updateJobResult(id, new MemoryJobResult({ outcome: index % 4 === 1 ? 'pass' : 'fail' }));
  });
  return state;
}

function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import gzip']).status === 0;
}
