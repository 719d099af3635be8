// Results are read straight from the text where they are written as nearly all are: to what is read by way of JSON.
import { DiskJobResult, type JobResult, MemoryJobResult } from '@plainbox/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanMember } from '../../src/json/map-view.js';
import { readJson } from '../../src/json/reader.js';
import { writeJson } from '../../src/json/writer.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { decodeResult, encodeResult } from '../../src/representation/result-json.js';
import { scanHistory } from '../../src/representation/scan-results.js';
import type { JsonMap } from '../../src/representation/session-representation.js';

const CONTEXT = { mapPath: (path: string) => `/session/${path}`, kinds: [] };
const AS_HELD = { mapPath: (path: string) => path, kinds: [] };

const outcome = fc.constantFrom(null, 'pass', 'fail', 'skip', 'crash', 'undecided' as const);
const text = fc.oneof(fc.string(), fc.constantFrom('a "quote"', 'a\\b\n', 'é😀', '\u2028'));
const float = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
const record = fc.record({
  delay: fc.oneof(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.nat()),
  stream: fc.constantFrom('stdout', 'stderr' as const),
  data: fc.uint8Array({ maxLength: 90 }),
});
const fields = {
  outcome,
  comments: fc.option(text),
  returnCode: fc.option(fc.integer()),
  executionDuration: fc.option(float),
};
const result: fc.Arbitrary<JobResult> = fc.oneof(
  fc
    .record({ ...fields, ioLog: fc.array(record, { maxLength: 4 }) })
    .map((of) => new MemoryJobResult(of)),
  fc.record({ ...fields, ioLogFilename: text }).map((of) => new DiskJobResult(of)),
);
const history = fc.array(result, { maxLength: 3 });

/** The history in the text of an object that is large enough for its members not to be read at once. */
function held(historyJson: string): JsonMap {
  const others = Array.from({ length: 20 }, (_, at) => `"a${at}":[]`);
  const json = `{${[...others, `"job":${historyJson}`].join(',')}}`;
  return readJson(new TextEncoder().encode(json), DEFAULT_LIMITS) as JsonMap;
}

const textOf = (results: readonly JobResult[]): string =>
  writeJson(results.map((one) => encodeResult(one, AS_HELD)));

function scan(json: JsonMap): readonly JobResult[] | undefined {
  return scanMember(json, 'job', scanHistory, CONTEXT.mapPath);
}

function decode(json: JsonMap): readonly JobResult[] {
  return (json.get('job') as JsonMap[]).map((one) => decodeResult(one, CONTEXT));
}

test('whatever is written, with finite numbers, is read straight from the text, to what it is by way of JSON', () => {
  fc.assert(
    fc.property(history, (results) => {
      const json = held(textOf(results));
      const scanned = scan(json);
      expect(scanned).toBeDefined();
      expect(scanned).toStrictEqual(decode(json));
    }),
    { numRuns: 1000 },
  );
});

test('whatever else is sound JSON is left alone, or read to the same', () => {
  const places = fc.array(
    fc.tuple(fc.nat(400), fc.constantFrom(...'0123456789.eE+-"\\[]{},: nult=A_')),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  let sound = 0;
  let alike = 0;
  fc.assert(
    fc.property(history, places, fc.boolean(), (results, changes, isPut) => {
      let changed = textOf(results);
      for (const [place, char] of changes) {
        const at = place % changed.length;
        changed = changed.slice(0, at) + char + changed.slice(isPut ? at : at + 1);
      }
      let json: JsonMap;
      try {
        json = held(changed);
      } catch {
        return;
      }
      sound += 1;
      const scanned = scan(json);
      if (scanned === undefined) return;
      alike += 1;
      expect(scanned).toStrictEqual(decode(json));
    }),
    { numRuns: 5000, seed: 7 },
  );
  expect(sound).toBeGreaterThan(500);
  expect(alike).toBeGreaterThan(100);
});

const PLAIN =
  '"comments":null,"execution_duration":1.5,"io_log":[],"outcome":"pass","return_code":0';

test.each([
  [
    'other order',
    '[{"execution_duration":1.5,"comments":null,"io_log":[],"outcome":"pass","return_code":0}]',
  ],
  ['space', `[{ ${PLAIN}}]`],
  ['further key', `[{${PLAIN},"x":1}]`],
  ['key twice', `[{"comments":"a",${PLAIN}}]`],
  ['missing key', '[{"comments":null}]'],
  ['unknown outcome', `[{${PLAIN.replace('pass', 'past')}}]`],
  ['outcome that is no text', `[{${PLAIN.replace('"pass"', '[]')}}]`],
  ['integral duration', `[{${PLAIN.replace('1.5', '1')}}]`],
  ['duration that is no number', `[{${PLAIN.replace('1.5', 'NaN')}}]`],
  ['return code that is true', `[{${PLAIN.replace(':0', ':true')}}]`],
  ['large return code', `[{${PLAIN.replace(':0', ':12345678901234567890')}}]`],
  ['no list', `{${PLAIN}}`],
  ['null', 'null'],
  ['a result that is a list', '[[]]'],
  ['a log that is an object', `[{${PLAIN.replace('[]', '{}')}}]`],
  ['negative delay', `[{${PLAIN.replace('[]', '[[-0.5,"stdout",""]]')}}]`],
  ['integral delay', `[{${PLAIN.replace('[]', '[[1,"stdout",""]]')}}]`],
  ['other stream', `[{${PLAIN.replace('[]', '[[0.5,"stdin",""]]')}}]`],
  ['lenient base64', `[{${PLAIN.replace('[]', '[[0.5,"stdout","a GVs"]]')}}]`],
  ['escaped base64', `[{${PLAIN.replace('[]', '[[0.5,"stdout","\\u0061GVs"]]')}}]`],
  ['base64 beyond ASCII', `[{${PLAIN.replace('[]', '[[0.5,"stdout","éé"]]')}}]`],
  ['record of four', `[{${PLAIN.replace('[]', '[[0.5,"stdout","",1]]')}}]`],
])('%s is left to be read by way of JSON', (_, historyJson) => {
  expect(scan(held(historyJson))).toBeUndefined();
});

test('results without output share the list of none, of which a session may have 100 000', () => {
  const [one, other] = scan(held(`[{${PLAIN}},{${PLAIN}}]`)) as MemoryJobResult[];
  expect(one?.ioLog).toEqual([]);
  expect(one?.ioLog).toBe(other?.ioLog);
});

test('members that were read already have no text', () => {
  expect(scan(new Map([['job', []]]))).toBeUndefined();
  expect(scan(readJson(Buffer.from('{"job":[]}'), DEFAULT_LIMITS) as JsonMap)).toBeUndefined();
});
