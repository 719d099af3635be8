import { type ExactJson, Float } from '@plainbox/state';
import { extendFormat } from '../../formats/extend-format.js';
import { formatV11 } from '../../formats/plainbox-formats.js';
import { writeJsonBytes } from '../../json/writer.js';
import type { JsonMap } from '../../representation/session-representation.js';
import { defineSection } from '../../sections/section.js';
import type { Clause } from '../clause.js';
import { assertSameText, CONTEXT, type Kit, mapAt, withKeys } from '../kit.js';
import { plainSession } from '../sample-sessions.js';

/** Every kind of value that JSON as plainbox writes it has. */
export const EVERY_VALUE: ExactJson = new Map<string, ExactJson>([
  ['', null],
  ['10', [true, false, []]],
  ['9', new Map()],
  ['__proto__', new Map([['constructor', 'a key like any other']])],
  ['integers', [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, 2n ** 53n, -(2n ** 63n), 10n ** 30n]],
  ['floats', [0.1, -1e-9, new Float(1.5e300), new Float(1), new Float(-0), new Float(1e16)]],
  ['no numbers', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['text', ['', '\u0000\u001f"\\/', 'Ω', '\u2028', '\uffee', '𝄞', '{"json":1}']],
  ['\uffee', 'before the next by code point'],
  ['𝄞', 'after the one before'],
]);

/** Others' data in every place that may have some. */
export const KEPT: readonly Clause[] = [
  {
    id: 'kept.unknown-keys',
    says: 'keys that nobody here knows are kept wherever they stand, and written again',
    check: (kit) =>
      checkKept(kit, (document) => {
        const session = mapAt(document, 'session');
        const results = mapAt(session, 'results');
        const [id, list] = [...results].find(([, given]) => Array.isArray(given)) as [
          string,
          readonly JsonMap[],
        ];
        const result = withKeys(list[0] as JsonMap, [['of a later version', 1]]);
        return withKeys(document, [
          ['beside the session', ['kept']],
          [
            'session',
            withKeys(session, [
              ['in the session', new Map([['__proto__', 2]])],
              ['metadata', withKeys(mapAt(session, 'metadata'), [['in the metadata', null]])],
              ['results', withKeys(results, [[id, [result, ...list.slice(1)]]])],
            ]),
          ],
        ]);
      }),
  },
  {
    id: 'kept.numbers',
    says: 'values that are kept stay what they are, floats and integers of any size among them',
    check: (kit) =>
      checkKept(kit, (document) =>
        withKeys(document, [
          ['session', withKeys(mapAt(document, 'session'), [['every value', EVERY_VALUE]])],
        ]),
      ),
  },
  {
    id: 'kept.foreign-sections',
    says: 'a section that nobody here knows is kept, and written again',
    async check(kit) {
      const name = 'org.example.not-known-here';
      const foreign = defineSection({
        name,
        version: 1,
        schema: { '~standard': { version: 1, vendor: 'suite', validate: (value) => ({ value }) } },
        suspend: () => ({ kept: [1, 'two'] }),
        resume: () => undefined,
      });
      const format = extendFormat(formatV11, { sections: [foreign] });
      const state = plainSession();
      await checkKeptText(kit, kit.writing(format).suspendSync(state, CONTEXT));
    },
  },
];

/** Lets the codec read a session with more in it than it knows, and write it again. */
async function checkKept(kit: Kit, add: (document: JsonMap) => JsonMap): Promise<void> {
  const { document } = formatV11.write(kit.represent(plainSession()));
  await checkKeptText(kit, writeJsonBytes(add(document)));
}

async function checkKeptText(kit: Kit, bytes: Uint8Array): Promise<void> {
  const state = plainSession();
  const given = await kit.pack(bytes);
  const own = await kit.codec.suspend(await kit.resume(given, state), CONTEXT);
  const again = await kit.codec.suspend(await kit.resume(own, state), CONTEXT);
  const expected = kit.describe(await kit.resume(given, state));
  assertSameText(expected, new TextDecoder().decode(bytes), 'what was read');
  assertSameText(kit.describe(await kit.resume(again, state)), expected, 'what was written again');
}
