// The browser entry makes of plainbox's sessions what the Node entry makes of them. `scripts/check-browser.mjs` runs this
// in Chromium; otherwise it runs in a context that has nothing of Node.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SessionState } from '@plainbox/state';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCodec, encryptedEnvelope, gzipEnvelope } from '../../src/index.js';
import {
  comparable,
  GOLDEN,
  GOLDEN_CASES,
  type GoldenCase,
  goldenCase,
  withoutRepeats,
} from '../golden-sessions.js';
import { type Bundle, bundleForBrowsers } from './bundle.js';
import { openPlace, type Place } from './place.js';
import type { BrowserCase, BrowserOutcome } from './suite.js';

/** Where the specification tells a port to differ; golden.test.ts says how. */
const PORT_RULES = new Set([
  'disk-relative-no-location',
  'resource-chunks',
  'resource-not-run-v03',
]);

const cases = GOLDEN_CASES.map(goldenCase).filter(({ name }) => !PORT_RULES.has(name));

let bundle: Bundle;
let place: Place;
beforeAll(async () => {
  bundle = await bundleForBrowsers();
  place = await openPlace(bundle.script);
  console.log(`browser entry: in ${place.name}`);
}, 120_000);
afterAll(() => place?.[Symbol.asyncDispose]());

test('the bundle has nothing of Node, and of others only what does gzip and SHA-256', () => {
  expect(bundle.script).not.toMatch(/\bnode:/);
  expect(bundle.files.filter((file) => file.includes('platform/node'))).toEqual([]);
  const foreign = bundle.files.filter((file) => file.includes('node_modules'));
  expect(foreign.length).toBeGreaterThan(0);
  expect(foreign.filter((file) => !/\/(pako|@noble\/hashes)\//.test(file))).toEqual([]);
});

test('Node is not there', async () => {
  expect(await place.call('nodeGlobals')).toEqual([]);
});

test('there are as many cases as plainbox gave', () => {
  expect(cases).toHaveLength(54 - PORT_RULES.size);
});

describe('in a browser', () => {
  test.each(cases.filter(({ expected }) => expected.ok))('$name resumes', async (golden) => {
    const outcome = await play(golden);
    expect(outcome.state).toEqual(comparable(golden.expected));
    expect(outcome.peek).toMatchObject({ title: golden.expected.metadata['title'] });
    if (golden.resuspended === undefined) return;
    const again = gunzipSync(Buffer.from(outcome.again as string, 'base64')).toString();
    expect(again).toBe(withoutRepeats(golden.resuspended));
  });

  test.each(cases.filter(({ expected }) => !expected.ok))('$name is refused', async (golden) => {
    expect(await play(golden)).toMatchObject({ error: { name: golden.expected.error?.class } });
  });

  test('an encrypted session is read and written', async () => {
    const key = Buffer.alloc(32, 7);
    const codec = createCodec({
      envelope: [gzipEnvelope(), encryptedEnvelope({ keyId: 'k', key: () => key })],
    });
    const context = { sessionId: 'one' };
    const state = new SessionState();
    state.updateMetadata({ title: 'secret' });
    const sealed = Buffer.from(codec.suspendSync(state, context)).toString('base64');
    const again = await place.call('encryptAgain', sealed, key.toString('base64'));
    const snapshot = Buffer.from(again as string, 'base64');
    expect(codec.resumeSync({ snapshot }, [], context).metadata.title).toBe('secret');
  });
});

async function play(golden: GoldenCase): Promise<BrowserOutcome> {
  const { snapshot, unitsJson: units, context, version } = golden;
  const given: BrowserCase = {
    snapshot: Buffer.from(snapshot).toString('base64'),
    units,
    flags: [...(context.flags ?? [])],
    location: context.location,
    version,
    logs: logsOf(golden),
  };
  return (await place.call('play', given)) as BrowserOutcome;
}

function logsOf({ name, context }: GoldenCase): BrowserCase['logs'] {
  const folder = join(GOLDEN, 'cases', name, 'io-logs');
  if (!existsSync(folder)) return {};
  const logs = readdirSync(folder).filter((file) => file.endsWith('.record.gz'));
  return Object.fromEntries(
    logs.map((file) => [
      `${context.location}/io-logs/${file}`,
      gunzipSync(readFileSync(join(folder, file)))
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ]),
  );
}
