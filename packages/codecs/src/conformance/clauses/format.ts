// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import { jsonEncoding } from '../../formats/encoding.js';
import { writeJson } from '../../json/writer.js';
import { DEFAULT_LIMITS } from '../../limits.js';
import { butForLosses } from '../but-for-losses.js';
import type { Clause } from '../clause.js';
import { assertSameText, CONTEXT, type Kit, withKeys } from '../kit.js';
import { fullSession } from '../sample-sessions.js';
import { EVERY_VALUE } from './kept.js';

export const FORMAT: readonly Clause[] = [
  {
    id: 'format.inverse',
    says: 'reading a document gives the representation that it was written from',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const state = make();
        const { document } = kit.write(state);
        const again = kit.format.write(kit.format.read(document)).document;
        assertSameText(writeJson(again), writeJson(document), name);
      }
    },
  },
  {
    id: 'format.pure',
    says: 'writing and reading leave what they are given as it was',
    async check(kit) {
      for (const { name, make } of kit.samples) {
        const representation = kit.represent(make());
        const before = writeJson(representation.session);
        const { document } = kit.format.write(representation);
        assertSameText(writeJson(representation.session), before, `${name}, written,`);
        const written = writeJson(document);
        kit.format.read(document);
        assertSameText(writeJson(document), written, `the document of ${name}, read,`);
      }
    },
  },
  {
    id: 'format.version',
    says: 'the document carries the version by which its format is found again',
    async check(kit) {
      const { document } = kit.write(kit.smallSample);
      const version = document.get('version');
      assert.equal(version, kit.format.version);
      assert.equal(kit.codec.registry.formatOf(kit.format.version)?.version, version);
    },
  },
  {
    id: 'format.losses',
    says: 'what the format can not hold is refused by name, left out only where that is allowed, and all that is',
    async check(kit) {
      const state = fullSession();
      const { losses } = kit.write(state);
      if (losses.length > 0) {
        await assert.rejects(kit.codec.suspend(state, CONTEXT), { code: 'WOULD_LOSE_DATA' });
        for (const { path, what } of losses) assert.ok(path.length > 0 && what !== '');
      }
      const bytes = await kit.codec.suspend(state, { ...CONTEXT, allowLoss: true });
      const resumed = kit.describe(await kit.resume(bytes, state));
      const whole = kit.describe(state);
      const expected =
        losses.length === 0 ? whole : kit.redescribe(butForLosses(whole, losses, resumed), state);
      assertSameText(resumed, expected, 'what no loss names');
    },
  },
  {
    id: 'encoding.every-value',
    says: 'an encoding gives back every value of JSON as what it was',
    concerns: hasEncoding,
    async check({ format: { encoding = jsonEncoding } }) {
      const decoded = encoding.decode(encoding.encode(EVERY_VALUE), DEFAULT_LIMITS);
      assertSameText(writeJson(decoded), writeJson(EVERY_VALUE), 'what was decoded');
    },
  },
  {
    id: 'encoding.found',
    says: 'an encoding knows its own bytes by the first of them, and takes no JSON for its own',
    concerns: hasEncoding,
    async check(kit) {
      const { encoding = jsonEncoding } = kit.format;
      const { document } = kit.write(kit.smallSample);
      assert.ok(encoding.matches(encoding.encode(document)), 'it does not match its own bytes');
      for (const json of [document, withKeys(document, [['', 1]]), [], 0, 'text']) {
        assert.ok(!encoding.matches(jsonEncoding.encode(json)), 'it matches JSON');
      }
      assert.ok(!encoding.matches(new Uint8Array()), 'it matches no bytes');
    },
  },
];

function hasEncoding({ format }: Kit): boolean {
  return format.encoding !== undefined && format.encoding !== jsonEncoding;
}
