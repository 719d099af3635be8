// The sessions of plainbox, changed at random. CODEC_RUNS makes it longer, CODEC_SEED repeats a run.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCodec } from '../../src/index.js';
import { GOLDEN_CASES, type GoldenCase, goldenCase } from '../golden-sessions.js';
import { judge, judgeTwice } from './judge.js';

const SMALL = 20_000;
const runs = process.env['CODEC_RUNS'];
// Always the same, so that a change is judged by itself; longer runs go where none has been.
const seed = Number(process.env['CODEC_SEED'] ?? (runs === undefined ? 20261124 : Date.now() | 0));
const parameters = { numRuns: Number(runs ?? 400), seed };

const cases = GOLDEN_CASES.map(goldenCase).filter(({ text = '' }) => text.length < SMALL);
const texts = cases.filter(({ text }) => text !== undefined);
const plain = createCodec({ envelope: [] });
const packed = createCodec();

beforeAll(() =>
  console.log(`fuzz: ${parameters.numRuns} runs, seed ${seed} (CODEC_RUNS, CODEC_SEED)`),
);

/** One change of bytes, at places that are parts of the whole. */
type Edit = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Buffer, part: number): number => Math.floor(part * bytes.length);
const tokens = fc.constantFrom(
  ...[
    'null',
    '[]',
    '{}',
    '{"":',
    '[[',
    '"',
    '\\',
    '\\ud800',
    '1e999',
    '-0',
    '1.0',
    'NaN',
    '-Infinity',
    '9'.repeat(400),
  ],
  ...[
    '"__proto__"',
    '"constructor"',
    '"io_log_filename":"../../x",',
    ',',
    ':',
    '\0',
    '\ufeff',
    '\u2028',
    'é',
  ],
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(([where, byte]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[Math.min(at(bytes, where), copy.length - 1)] = byte;
    return copy;
  }),
  fc.tuple(place, tokens).map(([where, token]) => (bytes: Buffer) => {
    const cut = at(bytes, where);
    return Buffer.concat([bytes.subarray(0, cut), Buffer.from(token), bytes.subarray(cut)]);
  }),
  fc.tuple(place, fc.nat(40)).map(([where, length]) => (bytes: Buffer) => {
    const cut = at(bytes, where);
    return Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + length)]);
  }),
  fc.tuple(place, place, fc.nat(200)).map(([from, to, length]) => (bytes: Buffer) => {
    const piece = bytes.subarray(at(bytes, from), at(bytes, from) + length);
    const cut = at(bytes, to);
    return Buffer.concat([bytes.subarray(0, cut), piece, bytes.subarray(cut)]);
  }),
);

const edits = fc.array(edit, { minLength: 1, maxLength: 4 });

/** A value of JSON text that takes the place of another. */
const swap: fc.Arbitrary<Edit> = fc.tuple(place, place).map(([from, to]) => (bytes) => {
  const text = bytes.toString();
  const values = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|null|true|false|\[\]|\{\}/g)];
  const one = values[Math.floor(from * values.length)];
  const other = values[Math.floor(to * values.length)];
  if (one === undefined || other === undefined) return bytes;
  return Buffer.from(text.slice(0, one.index) + other[0] + text.slice(one.index + one[0].length));
});

describe('a session that was changed at random is a session or an error of the package', () => {
  const ends = { session: 0, error: 0 };
  const play = (golden: GoldenCase, bytes: Buffer, changes: readonly Edit[]): void => {
    const changed = changes.reduce((before, change) => change(before), bytes);
    ends[judgeTwice(plain, changed, golden)] += 1;
  };

  test('in its text', () => {
    const property = fc.property(fc.constantFrom(...texts), edits, (golden, changes) =>
      play(golden, Buffer.from(golden.text as string), changes),
    );
    fc.assert(property, parameters);
    expect(ends.error).toBeGreaterThan(0);
  });

  test('in its values', () => {
    const swaps = fc.array(swap, { minLength: 1, maxLength: 3 });
    const property = fc.property(fc.constantFrom(...texts), swaps, (golden, changes) =>
      play(golden, Buffer.from(golden.text as string), changes),
    );
    fc.assert(property, parameters);
    expect(ends.session).toBeGreaterThan(0);
  });

  test('in its bytes', () => {
    const property = fc.property(fc.constantFrom(...cases), edits, (golden, changes) =>
      play(golden, Buffer.from(golden.snapshot), changes),
    );
    fc.assert(property, parameters);
  });

  test('in the deltas after it', () => {
    const golden = goldenCase('rejected-with-results');
    const state = packed.resumeSync({ snapshot: golden.snapshot }, golden.units);
    using tracker = state.trackChanges();
    state.updateMetadata({ title: 'one', rejectedJobs: ['r1'], flags: ['setting_up'] });
    state.updateDesiredJobs(['ok', 'r1']);
    const delta = Buffer.from(packed.suspendChanges(tracker.take(), { state }));
    const property = fc.property(fc.oneof(edits, fc.array(swap, { minLength: 1 })), (changes) => {
      const changed = changes.reduce<Buffer>((before, change) => change(before), delta);
      judge(packed, golden.snapshot, golden, [changed]);
    });
    fc.assert(property, parameters);
  });

  test('or is any bytes at all', () => {
    const known = { units: [], context: {} };
    const property = fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, pack) => {
      judge(packed, pack ? gzipSync(bytes) : bytes, known);
    });
    fc.assert(property, parameters);
  });
});
