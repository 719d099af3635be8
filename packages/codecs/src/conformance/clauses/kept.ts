import { type ExactJson, Float, type JobDefinition, SessionState } from '@plainbox/state';
import { extendFormat } from '../../formats/extend-format.js';
import { formatV11 } from '../../formats/plainbox-formats.js';
import { writeJsonBytes } from '../../json/writer.js';
import type { Devices, StoredDevices } from '../../representation/devices.js';
import type { JsonMap } from '../../representation/session-representation.js';
import { defineSection } from '../../sections/section.js';
import type { Clause } from '../clause.js';
import { assertSameText, CONTEXT, type Kit, mapAt, unlessLost, withKeys } from '../kit.js';
import { jobOf, plainSession, resultOf, sessionOf } from '../sample-sessions.js';

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

/** What collectors of a later version found out, of which one failed. */
const COLLECTED_LATER: ExactJson = new Map<string, ExactJson>([
  [
    'cpu',
    new Map<string, ExactJson>([
      ['tool_version', '2'],
      ['success', true],
      [
        'outputs',
        new Map<string, ExactJson>([
          ['payload', []],
          ['stderr', ''],
          ['later', 1],
        ]),
      ],
      ['of a later version', [new Float(1)]],
    ]),
  ],
  [
    'disk',
    new Map<string, ExactJson>([
      ['tool_version', '2'],
      ['success', false],
      [
        'outputs',
        new Map<string, ExactJson>([
          ['stdout', ''],
          ['stderr', ''],
          ['return_code', 1],
          ['later', 1],
        ]),
      ],
      ['of a later version', null],
    ]),
  ],
]);

/** Others' data in every place that may have some. */
export const KEPT: readonly Clause[] = [
  {
    id: 'kept.unknown-keys',
    says: 'keys that nobody here knows are kept wherever they stand, and written again',
    async check(kit) {
      await checkKept(kit, (document) => {
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
      });
      await checkKept(kit, (document) => {
        const session = withKeys(mapAt(document, 'session'), [
          ['system_information', COLLECTED_LATER],
        ]);
        return withKeys(document, [['session', session]]);
      });
    },
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
  {
    id: 'kept.gone-jobs',
    says: 'jobs that are not known for a while come back with their results, unless the format says that it loses them',
    async check(kit) {
      const state = goingSession();
      const snapshot = await kit.codec.suspend(state, CONTEXT);
      const context = { ...CONTEXT, setGoneJobsAside: true };
      const known = [...state.units].filter((unit) => (unit as JobDefinition).id === STAYS);
      const left = await kit.codec.resume({ snapshot }, known, context);
      const without = await kit.codec.suspend(left, CONTEXT).catch(unlessLost);
      if (without === undefined) return;
      const back = await kit.codec.resume({ snapshot: without }, state.units, context);
      assertSameText(kit.describe(back), kit.describe(state), 'what came back');
    },
  },
  {
    id: 'kept.devices',
    says: 'the devices of a session are kept in their order, each whole, unless the format says that it loses them',
    async check(kit) {
      const state = plainSession();
      const others = ['last', '__proto__', '10', '9'].map((device) => ({
        device,
        state: sessionOf(device.length),
      }));
      const devices: Devices = { first: 'the first', others };
      const snapshot = await kit.codec.suspend(state, { ...CONTEXT, devices }).catch(unlessLost);
      if (snapshot === undefined) return;
      const [given, resumed] = await resumeDevices(kit, snapshot, state, devices);
      assertSameText(given, describeDevices(kit, devices), 'what was told of the devices');
      const kept = await kit.codec.suspend(resumed, CONTEXT);
      const [again] = await resumeDevices(kit, kept, state, devices);
      assertSameText(again, given, 'what was kept of the devices');
    },
  },
];

const STAYS = 'stays';

/** A session of which jobs will not be known. */
function goingSession(): SessionState {
  const ids = [STAYS, 'goes', '__proto__'];
  const state = new SessionState(ids.map(jobOf));
  // One alone of those that go: in which order they come back is up to the encoding.
  state.updateDesiredJobs([STAYS, '__proto__']);
  ids.forEach((id, at) => {
    state.updateJobResult(id, resultOf(at, 'fail'));
  });
  return state;
}

function describeDevices(kit: Kit, { first, others }: Devices): string {
  const texts = others.map(({ device, state }) => [device, kit.describe(state)]);
  return JSON.stringify([first, ...texts]);
}

/** What there is of the devices of a session, and the session itself. */
async function resumeDevices(
  kit: Kit,
  snapshot: Uint8Array,
  state: SessionState,
  { others }: Devices,
): Promise<[string, SessionState]> {
  let told = 'nothing';
  const onDevices = (stored: StoredDevices): void => {
    const found = stored.others.map(({ device, restore }, at) => ({
      device,
      state: restore(others[at]?.state.units ?? []),
    }));
    told = describeDevices(kit, { first: stored.first, others: found });
  };
  const resumed = await kit.resume(snapshot, state, { onDevices });
  return [told, resumed];
}

/** Lets the codec read a session with more in it than it knows, and write it again. */
async function checkKept(kit: Kit, add: (document: JsonMap) => JsonMap): Promise<void> {
  const { document } = formatV11.write(kit.represent(plainSession()));
  await checkKeptText(kit, writeJsonBytes(add(document)));
}

async function checkKeptText(kit: Kit, bytes: Uint8Array): Promise<void> {
  const state = plainSession();
  const given = await kit.pack(bytes);
  const read = await kit.resume(given, state);
  const own = await kit.codec.suspend(read, CONTEXT).catch(unlessLost);
  if (own === undefined) return;
  const again = await kit.codec.suspend(await kit.resume(own, state), CONTEXT);
  const expected = kit.describe(await kit.resume(given, state));
  assertSameText(expected, new TextDecoder().decode(bytes), 'what was read');
  assertSameText(kit.describe(await kit.resume(again, state)), expected, 'what was written again');
}
