import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import {
  CheckpointChain,
  createCodec,
  encryptedEnvelope,
  gzipEnvelope,
  type KeySource,
} from '../../src/index.js';

const SECRET = 'a title to keep to oneself';
const KEYS: Readonly<Record<string, Uint8Array>> = {
  old: new Uint8Array(32).fill(1),
  new: new Uint8Array(32).fill(2),
};
const context = { sessionId: 'one' };
const units = [new JobDefinition({ id: 'a', plugin: 'shell', command: 'true' })];

function codecWith(key: KeySource = (id) => KEYS[id], keyId = 'new') {
  return createCodec({ envelope: [gzipEnvelope(), encryptedEnvelope({ keyId, key })] });
}

function secretState(): SessionState {
  const state = new SessionState(units);
  state.updateMetadata({ title: SECRET });
  state.updateDesiredJobs(['a']);
  return state;
}

const codec = codecWith();
const sealed = codec.suspendSync(secretState(), context);

describe('an encrypted session', () => {
  test('comes back with the key, also one that comes late', async () => {
    const slow = codecWith(async (id) => KEYS[id]);
    const resumed = await slow.resume({ snapshot: sealed }, units, context);
    expect(resumed.metadata.title).toBe(SECRET);
    // By now the key is known, so that who exits need not wait for it.
    expect(slow.resumeSync({ snapshot: sealed }, units, context).metadata.title).toBe(SECRET);
  });

  test('needs no promise of this realm for a key that comes late', async () => {
    const ElsewherePromise: PromiseConstructor = runInNewContext('Promise');
    const late: KeySource = (id) => ElsewherePromise.resolve(KEYS[id]);
    const slow = codecWith(late);
    expect(() => slow.resumeSync({ snapshot: sealed }, units, context)).toThrow(
      expect.objectContaining({ code: 'KEY_UNAVAILABLE' }),
    );
    const resumed = await slow.resume({ snapshot: sealed }, units, context);
    expect(resumed.metadata.title).toBe(SECRET);
  });

  test('is of the key as it was given: who gave it may wipe it', () => {
    const given = Uint8Array.from(KEYS['new'] as Uint8Array);
    const wiping = codecWith(() => given);
    wiping.suspendSync(secretState(), context);
    given.fill(0);
    const snapshot = wiping.suspendSync(secretState(), context);
    expect(codec.resumeSync({ snapshot }, units, context).metadata.title).toBe(SECRET);
  });

  test('says in its header which key it needs, so that keys can change', async () => {
    expect(Buffer.from(sealed.subarray(0, 9)).toString('latin1')).toBe('PBXE\x01\x03new');
    const before = codecWith(undefined, 'old').suspendSync(secretState(), context);
    expect((await codec.resume({ snapshot: before }, units, context)).metadata.title).toBe(SECRET);
  });

  test('is another one each time, and tells nothing of what is in it', () => {
    expect(Buffer.from(codec.suspendSync(secretState(), context)).equals(sealed)).toBe(false);
    expect(Buffer.from(sealed).includes('title')).toBe(false);
  });

  test('can be peeked at with the key alone', async () => {
    const peek = await codec.peek({ snapshot: sealed }, context);
    expect([peek.metadata.title, peek.counts.jobs]).toEqual([SECRET, 1]);
    await expect(createCodec().peek({ snapshot: sealed }, context)).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
  });

  test('shows no summary either when it is packed after it was encrypted', async () => {
    const around = createCodec({
      envelope: [encryptedEnvelope({ keyId: 'new', key: (id) => KEYS[id] }), gzipEnvelope()],
    });
    for (const bytes of [
      around.suspendSync(secretState(), context),
      await around.suspend(secretState(), context),
    ]) {
      expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
      expect(gunzipSync(bytes).includes(SECRET)).toBe(false);
      expect((await around.peek({ snapshot: bytes }, context)).metadata.title).toBe(SECRET);
    }
  });
});

describe('is refused', () => {
  const plain = createCodec().suspendSync(secretState());

  test.each([
    ['another session', sealed, { sessionId: 'two' }, 'ENVELOPE_REFUSED'],
    ['no session to bind it to', sealed, {}, 'ENVELOPE_REFUSED'],
    ['a plain file where an encrypted one is due', plain, context, 'ENVELOPE_REQUIRED'],
    ['text where an encrypted file is due', gunzipSync(plain), context, 'ENVELOPE_REQUIRED'],
    ['a header of a later release', changed(sealed, 4), context, 'CORRUPTED_SESSION'],
    ['a key of another name', changed(sealed, 6), context, 'KEY_UNAVAILABLE'],
    ['a changed nonce', changed(sealed, 10), context, 'ENVELOPE_REFUSED'],
    ['a changed byte', changed(sealed, 40), context, 'ENVELOPE_REFUSED'],
    ['a changed tag', changed(sealed, sealed.length - 1), context, 'ENVELOPE_REFUSED'],
    ['a byte too many', Buffer.concat([sealed, Buffer.alloc(1)]), context, 'ENVELOPE_REFUSED'],
  ])('%s', async (_, snapshot, given, code) => {
    await expect(codec.resume({ snapshot }, units, given)).rejects.toMatchObject({ code });
    await expect(codec.peek({ snapshot }, given)).rejects.toMatchObject({ code });
    await expect(codec.fold({ snapshot }, given)).rejects.toMatchObject({ code });
    expect(() => codec.resumeSync({ snapshot }, units, given)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test.each<[string, KeySource]>([
    ['there is none', () => undefined],
    ['there is none, and null says so', () => null as never],
    ['it is too short', () => new Uint8Array(16)],
    ['it is a text of the right length', () => 'x'.repeat(32) as never],
    ['it is a list of the right length', () => Array(32).fill(1) as never],
    [
      'its source fails',
      () => {
        throw new Error('no such secret');
      },
    ],
    [
      'its source fails later',
      async () => {
        throw new Error('no such secret');
      },
    ],
  ])('without the key: %s', async (_, key) => {
    const keyless = codecWith(key);
    const refused = { code: 'KEY_UNAVAILABLE' };
    await expect(keyless.resume({ snapshot: sealed }, units, context)).rejects.toMatchObject(
      refused,
    );
    await expect(keyless.suspend(secretState(), context)).rejects.toMatchObject(refused);
    expect(() => keyless.suspendSync(secretState(), context)).toThrow(
      expect.objectContaining(refused),
    );
  });
});

describe('the deltas after an encrypted session', () => {
  const state = secretState();
  const chain = new CheckpointChain();
  const snapshot = codec.suspendSync(state, { ...context, chain });
  using tracker = state.trackChanges();
  state.updateMetadata({ title: 'another secret title' });
  state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass', comments: SECRET }));
  const delta = codec.suspendChanges(tracker.take(), { ...context, state, chain });

  test('are encrypted too, each a line of JSON', async () => {
    expect(Object.keys(JSON.parse(Buffer.from(delta).toString()))).toEqual(['sealed']);
    const text = Buffer.from(delta).toString();
    expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('secret');
    const resumed = await codec.resume({ snapshot, deltas: [delta] }, units, context);
    expect(resumed.metadata.title).toBe('another secret title');
    expect(resumed.jobs.get('a')?.result.comments).toBe(SECRET);
  });

  const sealedIn = (bytes: Uint8Array) =>
    Buffer.from(JSON.stringify({ sealed: Buffer.from(bytes).toString('base64') }));
  const inside = Buffer.from(JSON.parse(Buffer.from(delta).toString()).sealed, 'base64');

  test.each([
    ['of another session', delta, { sessionId: 'two' }, 'ENVELOPE_REFUSED'],
    ['that is plain', Buffer.from('{"changes":[],"delta":1}'), context, 'ENVELOPE_REQUIRED'],
    [
      'that is plain in the dress of a sealed one',
      sealedIn(Buffer.from('{"changes":[],"delta":1}')),
      context,
      'ENVELOPE_REQUIRED',
    ],
    ['of which a byte was changed', sealedIn(changed(inside, 40)), context, 'ENVELOPE_REFUSED'],
    ['that is a snapshot', sealedIn(sealed), context, 'ENVELOPE_REFUSED'],
  ])('%s is refused', async (_, bytes, given, code) => {
    const own = given === context ? snapshot : codec.suspendSync(secretState(), given);
    await expect(
      codec.resume({ snapshot: own, deltas: [bytes] }, units, given),
    ).rejects.toMatchObject({ code });
  });

  test('can not stand for the snapshot', async () => {
    await expect(codec.resume({ snapshot: inside }, units, context)).rejects.toMatchObject({
      code: 'ENVELOPE_REFUSED',
    });
  });
});

test('a name of a key that is too long for the header is refused when the envelope is made', () => {
  expect(() => encryptedEnvelope({ keyId: 'k'.repeat(256), key: () => undefined })).toThrow(
    expect.objectContaining({ code: 'BAD_DEFINITION' }),
  );
});

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}
