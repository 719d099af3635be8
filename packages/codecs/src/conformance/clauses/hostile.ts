// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import { type ExactJson, Float, type SessionState } from '@plainbox/state';
import { CodecError } from '../../errors.js';
import { jsonEncoding } from '../../formats/encoding.js';
import { isJsonMap } from '../../representation/json-map.js';
import type { Clause } from '../clause.js';
import { assertSameText, CONTEXT, type Kit, mapAt, withKeys } from '../kit.js';

/** How many places of a session are tried at most, evenly spread: a suite has to be quick. */
const TRIED = 120;
/** What stands where something else is due. */
const WRONG: readonly ExactJson[] = [
  null,
  true,
  -1,
  new Float(1),
  2n ** 70n,
  'x',
  [],
  [[]],
  new Map(),
];

export const HOSTILE: readonly Clause[] = [
  {
    id: 'hostile.truncated',
    says: 'a session that was cut off, wherever it was, ends in an error of the package, or is whole',
    async check(kit) {
      const state = kit.smallSample;
      const bytes = await kit.codec.suspend(state, CONTEXT);
      const whole = kit.describe(await kit.resume(bytes, state));
      for (const length of spread(1, bytes.length)) {
        const resumed = await resumeOrRefuse(kit, bytes.subarray(0, length), state);
        if (resumed !== undefined) {
          assertSameText(kit.describe(resumed), whole, `a session cut off at byte ${length}`);
        }
      }
    },
  },
  {
    id: 'hostile.flipped',
    says: 'a session of which a bit was flipped ends in a session or in an error of the package',
    async check(kit) {
      const state = kit.smallSample;
      const bytes = await kit.codec.suspend(state, CONTEXT);
      for (const bit of spread(0, bytes.length * 8)) {
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        await resumeOrRefuse(kit, flipped, state);
      }
    },
  },
  {
    id: 'hostile.noise',
    says: 'bytes that never were a session end in an error of the package',
    async check(kit) {
      const state = kit.smallSample;
      for (const bytes of await noise(kit)) {
        const resumed = await resumeOrRefuse(kit, bytes, state);
        assert.equal(resumed, undefined, `these bytes became a session: ${bytes.subarray(0, 20)}`);
        await orRefuse(kit.codec.peek({ snapshot: bytes }, CONTEXT));
      }
    },
  },
  {
    id: 'hostile.wrong-types',
    says: 'a value of another type, in whatever place, ends in a session or in an error of the package',
    async check(kit) {
      for (const { make } of kit.samples) {
        const state = make();
        const { document } = kit.write(state);
        for (const changed of withWrongTypes(document)) {
          const bytes = await kit.packDocument(changed);
          await resumeOrRefuse(kit, bytes, state);
        }
      }
    },
  },
  {
    id: 'hostile.nesting',
    says: 'a session that nests deeper than the limit is refused',
    async check(kit) {
      const state = kit.smallSample;
      const { document } = kit.write(state);
      const deep = Array.from({ length: 100 }).reduce<ExactJson>((inner) => [inner], 'inside');
      const session = withKeys(mapAt(document, 'session'), [['deep', deep]]);
      const bytes = await kit.packDocument(withKeys(document, [['session', session]]));
      await kit.resume(bytes, state);
      await assert.rejects(kit.resume(bytes, state, { limits: { maxDepth: 50 } }), {
        code: 'LIMIT_EXCEEDED',
      });
    },
  },
  {
    id: 'hostile.too-long',
    says: 'a session longer than the limits, stored or unpacked, is refused',
    async check(kit) {
      const state = kit.smallSample;
      const bytes = await kit.codec.suspend(state, CONTEXT);
      for (const limits of [{ maxBytes: 10 }, { maxTextBytes: 10 }]) {
        await assert.rejects(kit.resume(bytes, state, { limits }), { code: 'LIMIT_EXCEEDED' });
      }
    },
  },
  {
    id: 'hostile.damaged-delta',
    says: 'a delta that was damaged ends in a session or in an error of the package',
    concerns: (kit) => kit.writesDeltas,
    async check(kit) {
      const state = kit.smallSample;
      const snapshot = await kit.codec.suspend(state, CONTEXT);
      using tracker = state.trackChanges();
      state.updateMetadata({ title: 'changed', flags: ['one'] });
      const delta = kit.codec.suspendChanges(tracker.take(), kit.delta(state));
      for (const length of spread(0, delta.length)) {
        assert.equal(
          await resumeOrRefuse(kit, snapshot, state, [delta.subarray(0, length)]),
          undefined,
          `a delta cut off at byte ${length} was taken for whole`,
        );
      }
      for (const bit of spread(0, delta.length * 8)) {
        const flipped = Uint8Array.from(delta);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        await resumeOrRefuse(kit, snapshot, state, [flipped]);
      }
    },
  },
];

/** Numbers from the first to below the end: all of them, or as many as are tried. */
function spread(from: number, end: number): number[] {
  const count = Math.min(end - from, TRIED);
  return Array.from({ length: count }, (_, at) => from + Math.floor((at * (end - from)) / count));
}

/** The session, or undefined where an error of the package stands for it. Anything else fails the clause. */
function resumeOrRefuse(
  kit: Kit,
  snapshot: Uint8Array,
  state: SessionState,
  deltas: readonly Uint8Array[] = [],
): Promise<SessionState | undefined> {
  return orRefuse(kit.resume(snapshot, state, {}, deltas));
}

async function orRefuse<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw new assert.AssertionError({
      message: `ended in ${String(error)}, which is no error of @plainbox/codecs`,
      actual: error,
      expected: 'an error of @plainbox/codecs',
    });
  }
}

/** Bytes of all kinds, bare, in the codec's envelopes, and behind the beginning of what it writes. */
async function noise(kit: Kit): Promise<Uint8Array[]> {
  const text = new TextEncoder();
  const bare = [
    ...['{', '[]', 'null', '0', '""', '{}', '{"version":11}', '{"session":{}}', '\u0000'].map(
      (json) => text.encode(json),
    ),
    ...Array.from({ length: 40 }, (_, seed) => randomBytes(seed, 1 + seed * 3)),
  ];
  const own = await kit.codec.suspend(kit.smallSample, CONTEXT);
  const encoded = (kit.format.encoding ?? jsonEncoding).encode(new Map());
  const begun = [own, encoded].flatMap((bytes) =>
    [1, 2, 4, 8, 16].flatMap((length) => {
      const beginning = bytes.subarray(0, Math.min(length, bytes.length - 1));
      return [beginning, joined(beginning, randomBytes(length, 50))];
    }),
  );
  const wrapped = await Promise.all([...bare, ...begun].map((bytes) => kit.pack(bytes)));
  return [...bare, ...begun, ...wrapped].filter(({ length }) => length > 0);
}

/** Bytes that a seed repeats. */
function randomBytes(seed: number, length: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  return Uint8Array.from([...first, ...second]);
}

/** The document with another value in one place, for as many places as are tried. */
function* withWrongTypes(document: ExactJson): Iterable<ExactJson> {
  const paths = [...pathsIn(document)];
  for (const [turn, at] of spread(0, paths.length).entries()) {
    const path = paths[at] as readonly (string | number)[];
    for (let offset = 0; offset < 2; offset += 1) {
      yield replaced(document, path, WRONG[(turn + offset * 3) % WRONG.length] as ExactJson);
    }
  }
}

function* pathsIn(json: ExactJson): Iterable<readonly (string | number)[]> {
  yield [];
  if (Array.isArray(json)) {
    for (const [at, item] of json.entries()) for (const path of pathsIn(item)) yield [at, ...path];
  } else if (isJsonMap(json)) {
    for (const [key, item] of json) for (const path of pathsIn(item)) yield [key, ...path];
  }
}

function replaced(
  json: ExactJson,
  [step, ...rest]: readonly (string | number)[],
  value: ExactJson,
): ExactJson {
  if (step === undefined) return value;
  if (Array.isArray(json)) {
    return json.map((item, at) => (at === step ? replaced(item, rest, value) : item));
  }
  const map = json as ReadonlyMap<string, ExactJson>;
  const key = String(step);
  return new Map([...map, [key, replaced(map.get(key) as ExactJson, rest, value)]]);
}
