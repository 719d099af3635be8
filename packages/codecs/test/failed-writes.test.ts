import { JobDefinition, SessionState } from '@plainbox/state';
import { expect, test } from 'vitest';
import {
  CheckpointChain,
  createCodec,
  defineSection,
  encryptedEnvelope,
  extendFormat,
  formatV11,
  PLAINBOX_FORMATS,
  type SessionFormat,
} from '../src/index.js';
import { anyJson } from './any-schema.js';

const jobs = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const CONTEXT = { sessionId: 'one' };

/** A section whose value the test changes, and what was read of it last. */
function counter() {
  const seen = { value: 1, read: 0 };
  const section = defineSection<unknown>({
    name: 'com.acme.count',
    version: 1,
    schema: anyJson,
    suspend: () => seen.value,
    resume: (_, value) => {
      seen.read = value as number;
    },
  });
  const withCount = (format: SessionFormat = formatV11): SessionFormat =>
    extendFormat(format, { sections: [section] });
  return { seen, withCount };
}

test('deltas go on from what was written, not from what was refused for its losses', async () => {
  const { seen, withCount } = counter();
  const codec = createCodec({ format: withCount(PLAINBOX_FORMATS[4]) });
  const state = new SessionState(jobs);
  const snapshot = await codec.suspend(state);
  const tracker = state.trackChanges();
  seen.value = 2;
  state.updateMetadata({ customJoblist: true });
  const refused = expect.objectContaining({ code: 'WOULD_LOSE_DATA' });
  await expect(codec.suspend(state)).rejects.toEqual(refused);
  expect(() => codec.suspendSync(state)).toThrow(refused);
  const deltas = [codec.suspendChanges(tracker.take(), { state })];
  await codec.resume({ snapshot, deltas }, jobs);
  expect(seen.read).toBe(2);
});

test('deltas go on from what was written, not from what found no key', async () => {
  const { seen, withCount } = counter();
  let key: Uint8Array | undefined = new Uint8Array(32).fill(1);
  const makeCodec = () =>
    createCodec({
      format: withCount(),
      envelope: [encryptedEnvelope({ keyId: 'k', key: async () => key })],
    });
  const chain = new CheckpointChain();
  const state = new SessionState(jobs);
  const snapshot = await makeCodec().suspend(state, { ...CONTEXT, chain });
  const tracker = state.trackChanges();
  seen.value = 2;
  state.updateMetadata({ title: 'changed' });
  const changes = tracker.take();
  key = undefined;
  const failed = expect.objectContaining({ code: 'KEY_UNAVAILABLE' });
  await expect(makeCodec().suspend(state, { ...CONTEXT, chain })).rejects.toEqual(failed);
  const context = { ...CONTEXT, chain, state };
  expect(() => makeCodec().suspendChanges(changes, context)).toThrow(failed);

  key = new Uint8Array(32).fill(1);
  const codec = makeCodec();
  await codec.resume({ snapshot }, jobs, { ...CONTEXT, chain: new CheckpointChain() });
  const deltas = [codec.suspendChanges(changes, context)];
  const resumed = await codec.resume({ snapshot, deltas }, jobs, CONTEXT);
  expect(resumed.metadata.title).toBe('changed');
  expect(seen.read).toBe(2);
});

test('a delta that went on from a snapshot which then failed has no base: the next has to be a snapshot', async () => {
  const codec = createCodec({
    envelope: [
      encryptedEnvelope({
        keyId: 'k',
        key: async () => {
          throw new Error('the vault is closed');
        },
      }),
    ],
  });
  const open = createCodec();
  const chain = new CheckpointChain();
  const state = new SessionState(jobs);
  await open.suspend(state, { chain });
  const tracker = state.trackChanges();
  const failing = codec.suspend(state, { ...CONTEXT, chain });
  state.updateMetadata({ title: 'later' });
  open.suspendChanges(tracker.take(), { state, chain });
  await expect(failing).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  expect(chain.goesOn(state)).toBe(false);
  expect(() => open.suspendChanges([], { state, chain })).toThrow(
    expect.objectContaining({ code: 'SNAPSHOT_NEEDED' }),
  );
  await open.suspend(state, { chain });
  expect(chain.goesOn(state)).toBe(true);
});

test('a snapshot that is refused does not stand for one that was needed', async () => {
  const state = new SessionState(jobs);
  state.updateDesiredJobs(jobs);
  const codec = createCodec();
  const context = { setGoneJobsAside: true };
  const left = await codec.resume({ snapshot: await codec.suspend(state) }, jobs.slice(1), context);
  const tracker = left.trackChanges();
  left.updateMetadata({ title: 'x' });
  const chain = new CheckpointChain();
  const again = await codec.resume({ snapshot: await codec.suspend(left) }, jobs.slice(1), {
    ...context,
    chain,
  });
  const old = createCodec({ format: PLAINBOX_FORMATS[4] as SessionFormat });
  again.updateMetadata({ customJoblist: true });
  await expect(old.suspend(again, { chain })).rejects.toMatchObject({ code: 'WOULD_LOSE_DATA' });
  expect(() => codec.suspendChanges([], { state: again, chain })).toThrow(
    expect.objectContaining({ code: 'SNAPSHOT_NEEDED' }),
  );
  tracker.dispose();
});
