// Each value of each session of plainbox, replaced by each kind of value that doesn't belong there.
import { type ExactJson, Float } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../src/index.js';
import { readJson } from '../../src/json/reader.js';
import { writeJsonBytes } from '../../src/json/writer.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';
import { isJsonList, isJsonMap } from '../../src/representation/json-map.js';
import { GOLDEN_CASES, goldenCase } from '../golden-sessions.js';
import { judgeTwice } from './judge.js';

const WRONG: readonly ExactJson[] = [
  null,
  true,
  -7,
  10n ** 400n,
  1.5,
  new Float(1),
  Number.NaN,
  '',
  '__proto__',
  [],
  [[]],
  new Map(),
  new Map([['__proto__', 1]]),
];
/** With it each place of each session, without it one of each kind: all jobs are read alike. */
const EVERY_PLACE = process.env['CODEC_RUNS'] !== undefined;
const MANY_JOBS = 100_000;

const codec = createCodec({ envelope: [] });
const cases = GOLDEN_CASES.map(goldenCase)
  .filter(({ expected, text = '' }) => expected.ok && text.length < MANY_JOBS)
  .sort((one, other) => (one.text as string).length - (other.text as string).length);
const written = [...new Set(cases.map(({ version }) => version))];
/** Where something new is read: results of one attempt, histories, mandatory jobs, and all of it. */
const versions = EVERY_PLACE ? written : [1, 4, 6, 11];

describe('each value replaced by each of another kind is a session or an error of the package', () => {
  test.each(versions)(
    'version %s',
    (version) => {
      const kinds = new Set<string>();
      const seen = { session: 0, error: 0 };
      for (const golden of cases.filter((candidate) => candidate.version === version)) {
        const document = readJson(Buffer.from(golden.text as string), DEFAULT_LIMITS);
        for (const path of places(document)) {
          const kind = kindOf(path);
          if (kinds.has(kind) && !EVERY_PLACE) continue;
          kinds.add(kind);
          for (const wrong of WRONG) {
            const bytes = writeJsonBytes(replaced(document, path, wrong));
            seen[judgeTwice(codec, bytes, golden)] += 1;
          }
        }
      }
      expect(kinds.size).toBeGreaterThan(15);
      expect(seen.error).toBeGreaterThan(5 * WRONG.length);
      expect(seen.session).toBeGreaterThan(2 * WRONG.length);
    },
    600_000,
  );
});

type Path = readonly (string | number)[];

function* places(json: ExactJson, path: Path = []): Iterable<Path> {
  yield path;
  const keys = isJsonMap(json) || isJsonList(json) ? [...json.keys()] : [];
  for (const key of keys) yield* places(member(json, key), [...path, key]);
}

/** The place without the names of jobs and collectors. */
function kindOf([top, section, id, ...rest]: Path): string {
  const named = section === 'metadata' ? id : id === undefined ? '' : '*';
  return [top, section, named, ...rest.map((key) => (typeof key === 'number' ? '*' : key))].join(
    '/',
  );
}

function member(json: ExactJson, key: string | number): ExactJson {
  if (isJsonMap(json)) return json.get(key as string) as ExactJson;
  return (json as readonly ExactJson[])[key as number] as ExactJson;
}

function replaced(json: ExactJson, [key, ...rest]: Path, value: ExactJson): ExactJson {
  if (key === undefined) return value;
  const inner = replaced(member(json, key), rest, value);
  if (isJsonMap(json)) return new Map(json).set(key as string, inner);
  return (json as readonly ExactJson[]).with(key as number, inner);
}
