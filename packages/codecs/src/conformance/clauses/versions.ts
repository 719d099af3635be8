// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import type { SessionState } from '@plainbox/state';
import { PLAINBOX_FORMATS } from '../../formats/plainbox-formats.js';
import { writeJsonBytes } from '../../json/writer.js';
import { isJsonMap } from '../../representation/json-map.js';
import type { JsonMap } from '../../representation/session-representation.js';
import type { Clause } from '../clause.js';
import { assertSameText, type Kit, mapAt, withKeys } from '../kit.js';
import { plainSession } from '../sample-sessions.js';

export const VERSIONS: readonly Clause[] = [
  {
    id: 'versions.plainbox',
    says: 'sessions of every plainbox version that the registry names are read as that version',
    concerns: ({ codec }) =>
      PLAINBOX_FORMATS.some(({ version }) => codec.registry.formatOf(version)),
    async check(kit) {
      for (const format of PLAINBOX_FORMATS) {
        if (kit.codec.registry.formatOf(format.version) === undefined) continue;
        const state = plainSession();
        const { document } = format.write(kit.represent(state));
        const resumed = await kit.resume(await kit.pack(writeJsonBytes(document)), state);
        assertSameText(kit.describe(resumed), kit.describe(state), `version ${format.version}`);
      }
    },
  },
  {
    id: 'versions.later-format',
    says: 'a session of a version that nobody here knows is refused, never guessed at',
    async check(kit) {
      const state = kit.smallSample;
      const { document } = kit.write(state);
      // Those of the format itself are strings with a domain in front, or the integers of plainbox.
      for (const version of [0, 2 ** 40, '11', 'invalid.nobody.has/this']) {
        const later = withKeys(document, [['version', version]]);
        await assert.rejects(kit.resume(await kit.packDocument(later), state), {
          code: 'INCOMPATIBLE_SESSION',
        });
      }
    },
  },
  {
    id: 'versions.later-section',
    says: 'data of a later version than the one that is defined is refused, never guessed at',
    concerns: (kit) => laterSections(kit).length > 0,
    async check(kit) {
      for (const { state, document } of laterSections(kit)) {
        await assert.rejects(kit.resume(await kit.packDocument(document), state), {
          code: 'INCOMPATIBLE_DATA',
        });
      }
    },
  },
];

/** Documents of the sessions given, in each of which one section is of a version that is yet to come. */
function laterSections(kit: Kit): { readonly state: SessionState; readonly document: JsonMap }[] {
  const defined = kit.format.extensions?.sections ?? [];
  return kit.samples.flatMap(({ make }) => {
    const state = make();
    const representation = kit.represent(state);
    const sections = representation.session.get('sections');
    return defined.flatMap(({ name, version }) => {
      if (!isJsonMap(sections) || !sections.has(name)) return [];
      const later = withKeys(mapAt(sections, name), [['version', version + 1]]);
      const session = withKeys(representation.session, [
        ['sections', withKeys(sections, [[name, later]])],
      ]);
      return [{ state, document: kit.format.write({ ...representation, session }).document }];
    });
  });
}
