// Little that would become much: refused by a limit, before the memory or the time is spent.
import { gzipSync } from 'node:zlib';
import type { JobResult } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec, gzipEnvelope, type ReadLimits } from '../../src/index.js';
import { browserGzip } from '../../src/platform/browser/gzip.js';
import { nodeGzip } from '../../src/platform/node/gzip.js';
import { parsePythonFloat } from '../../src/representation/python-float.js';
import { goldenCase } from '../golden-sessions.js';
import { judge, withLimits } from './judge.js';

const MEGABYTE = 1024 * 1024;
const golden = goldenCase('rejected-with-results');
const text = golden.text as string;
const codec = createCodec();

describe('what unpacks to more than the limit is refused', () => {
  test.each([
    ['zeros', gzipSync(Buffer.alloc(50 * MEGABYTE))],
    ['many members', Buffer.concat(Array(600).fill(gzipSync(Buffer.alloc(100_000))))],
    ['a claim of four gigabytes', claiming(gzipSync(Buffer.alloc(50 * MEGABYTE)), 0xffffffff)],
  ])('%s', async (_, bytes) => {
    const limits = { maxTextBytes: 20 * MEGABYTE };
    expect(bytes.length).toBeLessThan(MEGABYTE);
    const refused = { code: 'LIMIT_EXCEEDED', limit: { name: 'maxTextBytes' } };
    expect(judge(codec, bytes, withLimits(limits))).toMatchObject(refused);
    await expect(codec.resume({ snapshot: bytes }, [], { limits })).rejects.toMatchObject(refused);
    await expect(codec.peek({ snapshot: bytes }, { limits })).rejects.toMatchObject(refused);
    expect(() => browserGzip.decompressSync(bytes, limits.maxTextBytes)).toThrow('more bytes');
  });
});

describe('members without end are refused', () => {
  const empty = gzipSync('');

  test('with zero bytes between them, of which each makes zlib start anew', () => {
    const bytes = Buffer.concat(Array(50_000).fill(Buffer.concat([empty, Buffer.alloc(1)])));
    expect(judge(codec, bytes, golden)).toMatchObject({ code: 'CORRUPTED_SESSION' });
    expect(() => nodeGzip.decompressSync(bytes, MEGABYTE)).toThrow('too many members');
  });

  test('in a browser, where each is an object', () => {
    const bytes = Buffer.concat(Array(50_000).fill(empty));
    expect(() => browserGzip.decompressSync(bytes, MEGABYTE)).toThrow('too many members');
  });

  test('a claim that is a lie costs no memory', () => {
    const bytes = claiming(
      Buffer.concat(Array(500).fill(Buffer.concat([empty, Buffer.alloc(1)]))),
      2 ** 31,
    );
    expect(judge(codec, bytes, golden)).toMatchObject({ code: 'CORRUPTED_SESSION' });
  });
});

test('envelopes in envelopes are refused', () => {
  let bytes: Uint8Array = Buffer.from(text);
  for (let packed = 0; packed < 5; packed += 1) bytes = gzipSync(bytes);
  expect(judge(codec, bytes, golden)).toMatchObject({ limit: { name: 'maxEnvelopes' } });
  const context = { ...golden.context, limits: { maxEnvelopes: 5 } };
  expect(judge(codec, bytes, { ...golden, context })).not.toBeInstanceOf(Error);
});

describe('text that stands for more than it looks like is refused', () => {
  const limits: Partial<ReadLimits> = { maxValues: 100_000, maxStringBytes: 100_000 };
  test.each<[string, string, keyof ReadLimits]>([
    ['numbers', `[${'0,'.repeat(200_000)}0]`, 'maxValues'],
    ['lists', `[${'[],'.repeat(200_000)}0]`, 'maxValues'],
    ['objects', `[${'{"":0},'.repeat(100_000)}0]`, 'maxValues'],
    ['members', `{${numbered(150_000, (at) => `"${at}":[]`)}}`, 'maxValues'],
    [
      'lists of many jobs',
      `{${numbered(20, (at) => `"${at}":[${'[],'.repeat(10_000)}0]`)}}`,
      'maxValues',
    ],
    ['a string', `"${'a'.repeat(200_000)}"`, 'maxStringBytes'],
    ['escapes', `"${'\\n'.repeat(100_000)}"`, 'maxStringBytes'],
    ['a key', `{"${'a'.repeat(200_000)}":0}`, 'maxStringBytes'],
    ['nested lists', '['.repeat(100_000), 'maxDepth'],
    ['nested objects', '{"a":'.repeat(100_000), 'maxDepth'],
    ['nested lists of a job', text.replace('"r1":[', `"r1":[${'['.repeat(300)}`), 'maxDepth'],
    ['digits', '9'.repeat(5000), 'maxNumberDigits'],
    ['digits of a fraction', `0.${'9'.repeat(5000)}`, 'maxNumberDigits'],
  ])('%s', (_, json, name) => {
    expect(judge(codec, Buffer.from(json), withLimits(limits))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: { name },
    });
  });
});

describe('a job that is rejected again and again has its results replayed once more, and no more often', () => {
  const rejecting = (times: number): string =>
    text.replace(/"rejected_jobs":\[[^\]]*\]/, `"rejected_jobs":[${'"r1",'.repeat(times)}"r1"]`);
  const results = (json: string): readonly JobResult[] => {
    const state = judge(codec, Buffer.from(json), golden);
    if (state instanceof Error) throw state;
    return state.jobs.get('r1')?.resultHistory ?? [];
  };

  test('as often as a limit allows', () => {
    expect(results(rejecting(1_000_000)).map(({ outcome }) => outcome)).toEqual([
      'fail',
      'pass',
      'fail',
      'pass',
    ]);
  });

  test('with a long log', () => {
    const log = `"io_log":[[0,"stdout","${'A'.repeat(8 * MEGABYTE)}"]]`;
    const [first, , again] = results(rejecting(1000).replace('"io_log":[]', log));
    expect(first?.ioLog[0]?.data).toHaveLength(6 * MEGABYTE);
    expect(again?.equals(first as JobResult)).toBe(true);
  });

  test('by a name that nobody knows', () => {
    const json = rejecting(0).replace('"r1"]', `${'"x",'.repeat(500_000)}"r1"]`);
    expect(judge(codec, Buffer.from(json), golden)).toMatchObject({ code: 'CORRUPTED_SESSION' });
  });
});

describe('takes time in proportion to its length', () => {
  const long = 1_000_000;
  test.each([
    ['a delay of digits', `${'1'.repeat(long)}x`],
    ['a delay of underscores', `${'1_'.repeat(long)}`],
    ['a delay of spaces', `1${' '.repeat(long)}1`],
    ['a delay of all sorts of spaces', `1${'\u2003\u0085'.repeat(long)}1`],
  ])('%s', (_, delay) => {
    expect(parsePythonFloat(delay)).toBeUndefined();
  });

  test('a delay of millions of digits is a number all the same', () => {
    const digits = 10_000_000;
    expect(parsePythonFloat(`0.${'1'.repeat(digits)}`)).toBe(1 / 9);
    expect(parsePythonFloat(`0.${'1_'.repeat(digits)}1`)).toBe(1 / 9);
    expect(parsePythonFloat(`0.${'\u{1d7cf}'.repeat(digits)}`)).toBe(1 / 9);
    expect(parsePythonFloat('1'.repeat(digits))).toBe(Number.POSITIVE_INFINITY);
  });

  test('base64 with a space after each digit', () => {
    const json = text.replace('"app_blob":""', `"app_blob":"${'A '.repeat(long)}"`);
    const state = judge(codec, Buffer.from(json), golden);
    expect(state).toMatchObject({ metadata: { appBlob: { length: (long / 4) * 3 } } });
  });

  test('the name of a log in the style of old sessions', () => {
    const held = '/.cache/plainbox/sessions/'.repeat(20_000);
    const result = `{"comments":null,"execution_duration":null,"io_log_filename":"${held}","outcome":"pass","return_code":0}`;
    const json = text.replace('"r1":[', `"r1":[${result},`);
    const context = {
      location: '/session',
      flags: ['file-reference-checks', 'rewrite-log-pathnames'],
      ioLogs: { isFile: () => false, read: () => [] },
    };
    expect(judge(codec, Buffer.from(json), { ...golden, context })).toMatchObject({
      code: 'BROKEN_REFERENCE',
    });
  });
});

test('nesting is bounded by what the stack bears, however high the limit is set', async () => {
  const known = withLimits({ maxDepth: 1_000_000 });
  const deep = (depth: number): Buffer =>
    Buffer.from(
      text.replace('"system_information"', `"later":${'['.repeat(depth)}${']'.repeat(depth)},$&`),
    );
  const refused = { code: 'LIMIT_EXCEEDED', limit: { name: 'maxDepth', maximum: 1000 } };
  expect(judge(codec, deep(200_000), known)).toMatchObject(refused);
  await expect(codec.fold({ snapshot: deep(5000) }, known.context)).rejects.toMatchObject(refused);
  await expect(codec.fold({ snapshot: deep(900) }, known.context)).resolves.toBeDefined();
});

test('a limit that is undefined is the default, and not none at all', () => {
  const limits = { maxNumberDigits: undefined, maxDepth: undefined } as never;
  const number = Buffer.from('9'.repeat(5000));
  expect(judge(codec, number, withLimits(limits))).toMatchObject({
    limit: { name: 'maxNumberDigits', maximum: 4300 },
  });
  const known = { ...golden, context: { ...golden.context, limits } };
  expect(judge(codec, golden.snapshot, known)).not.toBeInstanceOf(Error);
});

test('bytes beyond the limit are not looked at, those of deltas included', () => {
  const snapshot = createCodec({ envelope: gzipEnvelope() }).suspendSync(
    codec.resumeSync({ snapshot: golden.snapshot }, golden.units),
  );
  const context = { limits: { maxBytes: snapshot.length + 10 } };
  const known = { ...golden, context };
  expect(judge(codec, snapshot, known)).not.toBeInstanceOf(Error);
  const refused = { limit: { name: 'maxBytes' } };
  expect(judge(codec, snapshot, known, [new Uint8Array(11)])).toMatchObject(refused);
  expect(judge(codec, Buffer.concat([snapshot, new Uint8Array(11)]), known)).toMatchObject(refused);
});

/** The gzip file with another length at its end. */
function claiming(packed: Buffer, length: number): Buffer {
  const bytes = Buffer.from(packed);
  bytes.writeUInt32LE(length, bytes.length - 4);
  return bytes;
}

function numbered(count: number, member: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => member(at)).join();
}
