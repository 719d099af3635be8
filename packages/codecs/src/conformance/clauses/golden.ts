// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import type { ExactJson } from '@plainbox/state';
import { readJson } from '../../json/reader.js';
import { DEFAULT_LIMITS } from '../../limits.js';
import { isJsonList, isJsonMap } from '../../representation/json-map.js';
import type { Clause } from '../clause.js';
import { goldenFiles, withoutOwnData } from '../golden-files.js';
import { assertSameText, type Kit, mapAt } from '../kit.js';

export const GOLDEN: readonly Clause[] = [
  {
    id: 'golden.every-state',
    says: 'there is a golden file of each session that is given',
    concerns: hasGolden,
    async check({ options }) {
      const recorded = new Set(goldenFiles(options).map(({ state }) => state));
      const missing = Object.keys(options.states ?? {}).filter((name) => !recorded.has(name));
      assert.deepEqual(missing, [], 'sessions without a golden file: run recordGolden');
    },
  },
  {
    id: 'golden.every-version',
    says: 'there is a golden file of every version that a section or class of results ever had',
    concerns: hasGolden,
    async check(kit) {
      const { sections = [], resultKinds = [] } = kit.format.extensions ?? {};
      const found = await recordedVersions(kit);
      const due = [...sections, ...resultKinds].flatMap(({ name, version }) =>
        Array.from({ length: version }, (_, at) => `${name} ${at + 1}`),
      );
      const missing = due.filter((one) => !found.has(one));
      assert.deepEqual(missing, [], 'versions without a golden file: run recordGolden at each one');
    },
  },
  {
    id: 'golden.resume',
    says: 'each golden file resumes to what it was when it was written',
    concerns: hasGolden,
    async check(kit) {
      for (const { name, state, bytes, session, own } of goldenFiles(kit.options)) {
        const made = kit.options.states?.[state]?.();
        assert.ok(made !== undefined, `${name} is of the session '${state}', which is not given`);
        const resumed = await kit.resume(bytes, made);
        assertSameText(withoutOwnData(kit.describe(resumed)), session, name);
        assertSameText(kit.project(resumed), own, `what the application has of ${name}`);
      }
    },
  },
];

function hasGolden({ options }: Kit): boolean {
  return options.golden !== undefined;
}

/** Names and versions of all data of the application in the golden files. */
async function recordedVersions(kit: Kit): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const note = (holder: ExactJson | undefined): void => {
    for (const [name, data] of isJsonMap(holder) ? holder : []) {
      if (isJsonMap(data)) found.add(`${name} ${String(data.get('version'))}`);
    }
  };
  for (const { bytes } of goldenFiles(kit.options)) {
    const text = await kit.describeStored({ snapshot: bytes });
    const session = mapAt(readJson(new TextEncoder().encode(text), DEFAULT_LIMITS), 'session');
    note(session.get('sections'));
    for (const list of mapAt(session, 'results').values()) if (isJsonList(list)) list.forEach(note);
  }
  return found;
}
