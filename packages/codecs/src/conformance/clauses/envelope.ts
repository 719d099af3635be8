// biome-ignore-all lint/correctness/noNodejsModules: the suite runs where tests run.
import assert from 'node:assert/strict';
import { envelopeContext } from '../../checkpoint-reader.js';
import type { Envelope, EnvelopeContext } from '../../envelopes/envelope.js';
import { jsonEncoding } from '../../formats/encoding.js';
import type { Clause } from '../clause.js';
import { CONTEXT, type Kit, unlessAsynchronous } from '../kit.js';

/** As much of the beginning as an envelope is known by. */
const HEAD = 64;
const MEGABYTE = 2 ** 20;
const CONTEXT_OF_SNAPSHOT: EnvelopeContext = envelopeContext('snapshot', CONTEXT);
const BOMB_LENGTH = 4 * MEGABYTE;
/** Of a bomb, half may be unpacked. */
const TOO_NARROW: EnvelopeContext = envelopeContext('snapshot', {
  ...CONTEXT,
  limits: { maxTextBytes: BOMB_LENGTH / 2 },
});

export const ENVELOPE: readonly Clause[] = [
  {
    id: 'envelope.inverse',
    says: 'unwrapping gives the bytes that were wrapped, whatever their values and their number',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        for (const bytes of [bytesOf(0), bytesOf(1), bytesOf(1000), bytesOf(MEGABYTE)]) {
          assertSameBytes(await unwrap(envelope, await wrap(envelope, bytes)), bytes, envelope);
        }
      }
    },
  },
  {
    id: 'envelope.found',
    says: 'an envelope is known by its first bytes, and takes neither plain text nor another for its own',
    concerns: hasEnvelopes,
    async check({ codec: { envelopes, registry } }) {
      for (const envelope of envelopes) {
        const wrapped = await wrap(envelope, bytesOf(1000));
        const head = wrapped.subarray(0, HEAD);
        assert.ok(envelope.matches(head), `${envelope.id} does not match its own bytes`);
        assert.equal(registry.envelopeOf(head)?.id, envelope.id);
        for (const foreign of foreignBytes()) {
          assert.ok(!envelope.matches(foreign), `${envelope.id} takes other bytes for its own`);
        }
        for (const other of registry.envelopes.filter(({ id }) => id !== envelope.id)) {
          assert.ok(!other.matches(head), `${envelope.id} begins as ${other.id} does`);
        }
      }
    },
  },
  {
    id: 'envelope.sync',
    says: 'the synchronous twins of an envelope wrap and unwrap what the others do',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        for (const bytes of [bytesOf(0), bytesOf(1), bytesOf(1000), bytesOf(MEGABYTE)]) {
          const waited = await wrap(envelope, bytes);
          const atOnce = unlessAsynchronous(() => envelope.wrapSync?.(bytes, CONTEXT_OF_SNAPSHOT));
          if (atOnce !== undefined) {
            assertSameBytes(await unwrap(envelope, atOnce), bytes, envelope);
          }
          for (const wrapped of [waited, atOnce ?? waited]) {
            const opened = unwrapAtOnce(envelope, wrapped);
            if (opened !== undefined) assertSameBytes(opened, bytes, envelope);
          }
        }
      }
    },
  },
  {
    id: 'envelope.sync-refuses',
    says: 'the synchronous twin refuses what the other refuses: damage, and bytes of another session or of a delta',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        const whole = await wrap(envelope, bytesOf(1000));
        if (unwrapAtOnce(envelope, whole) === undefined) continue;
        for (const bytes of [...(await strangers(envelope)), ...damaged(whole)]) {
          if (!envelope.matches(bytes)) continue;
          const waited = await unwrap(envelope, bytes).catch(() => undefined);
          const atOnce = orRefused(() => envelope.unwrapSync?.(bytes, CONTEXT_OF_SNAPSHOT));
          if (waited !== undefined && atOnce !== undefined) {
            assertSameBytes(atOnce, waited, envelope);
          }
          assert.equal(
            atOnce === undefined,
            waited === undefined,
            `${envelope.id}: one twin refuses what the other unwraps`,
          );
        }
      }
    },
  },
  {
    id: 'envelope.whole',
    says: 'bytes behind those that were wrapped, or an end that is missing, are never passed over',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        for (const content of [bytesOf(1), bytesOf(1000)]) {
          const whole = await wrap(envelope, content);
          // Whether it refuses them, or they become part of what it unwraps, which then is refused.
          for (const bytes of [...continued(whole), ...cutOff(whole)]) {
            const opened = await unwrap(envelope, bytes).catch(() => undefined);
            const isPassedOver = opened !== undefined && Buffer.from(opened).equals(content);
            assert.ok(!isPassedOver, `${envelope.id}: other bytes than it gave, and no word of it`);
          }
        }
      }
    },
  },
  {
    id: 'envelope.untouched',
    says: 'the bytes that are handed in stay as they are',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        const given = bytesOf(1000);
        const wrapped = await wrap(envelope, given);
        assertSameBytes(given, bytesOf(1000), envelope);
        const before = Uint8Array.from(wrapped);
        await unwrap(envelope, wrapped);
        assertSameBytes(wrapped, before, envelope);
      }
    },
  },
  {
    id: 'envelope.bomb',
    says: 'an envelope that makes bytes fewer stops unpacking at the limit',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        const bomb = await bombFor(envelope);
        if (bomb === undefined) continue;
        await assert.rejects(envelope.unwrap(bomb, TOO_NARROW), { code: 'LIMIT_EXCEEDED' });
      }
    },
  },
  {
    id: 'envelope.sync-bomb',
    says: 'the synchronous twin of such an envelope stops at the limit too',
    concerns: hasEnvelopes,
    async check({ codec }) {
      for (const envelope of codec.envelopes) {
        const bomb = await bombFor(envelope);
        if (bomb === undefined || unwrapAtOnce(envelope, bomb) === undefined) continue;
        assert.throws(() => envelope.unwrapSync?.(bomb, TOO_NARROW), { code: 'LIMIT_EXCEEDED' });
      }
    },
  },
  {
    id: 'envelope.required',
    says: 'a session without an envelope that is required is refused, and so is a delta',
    concerns: hasRequired,
    async check(kit) {
      const state = kit.smallSample;
      const encoded = (kit.format.encoding ?? jsonEncoding).encode(kit.write(state).document);
      await assert.rejects(kit.resume(encoded, state), isRefusal);
      await assert.rejects(kit.codec.peek({ snapshot: encoded }, CONTEXT), isRefusal);
      const whole = await kit.codec.suspend(state, CONTEXT);
      const delta = new TextEncoder().encode('{"changes":[],"delta":1}');
      await assert.rejects(kit.resume(whole, state, {}, [delta]), isRefusal);
    },
  },
  {
    id: 'envelope.bound-to-session',
    says: 'an envelope that is required refuses the bytes of another session',
    concerns: hasRequired,
    async check({ codec }) {
      await checkBound(codec.envelopes, { ...CONTEXT_OF_SNAPSHOT, sessionId: 'another' });
    },
  },
  {
    id: 'envelope.bound-to-kind',
    says: 'an envelope that is required refuses a delta where a snapshot is due',
    concerns: hasRequired,
    async check({ codec }) {
      await checkBound(codec.envelopes, { ...CONTEXT_OF_SNAPSHOT, kind: 'delta' });
    },
  },
  {
    id: 'envelope.every-byte',
    says: 'an envelope that is required refuses bytes of which one was changed',
    concerns: hasRequired,
    async check({ codec }) {
      for (const envelope of codec.envelopes.filter(({ required }) => required === true)) {
        const wrapped = await wrap(envelope, bytesOf(200));
        for (let at = 0; at < wrapped.length; at += 1) {
          const changed = Uint8Array.from(wrapped);
          changed[at] = (changed[at] as number) ^ 1;
          if (!envelope.matches(changed)) continue;
          await assert.rejects(unwrap(envelope, changed), `byte ${at} of ${envelope.id}`);
        }
      }
    },
  },
];

function hasEnvelopes({ codec }: Kit): boolean {
  return codec.envelopes.length > 0;
}

function hasRequired({ codec }: Kit): boolean {
  return codec.envelopes.some(({ required }) => required === true);
}

/** What no envelope but JSON's absence of one begins like. */
function foreignBytes(): Uint8Array[] {
  const text = new TextEncoder();
  return [new Uint8Array(), text.encode('{'), text.encode('{"session":{},"version":11}')];
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256);
}

function wrap(envelope: Envelope, bytes: Uint8Array): Promise<Uint8Array> {
  return envelope.wrap(bytes, CONTEXT_OF_SNAPSHOT);
}

function unwrap(envelope: Envelope, bytes: Uint8Array): Promise<Uint8Array> {
  return envelope.unwrap(bytes, CONTEXT_OF_SNAPSHOT);
}

/** Few bytes that unpack to many; undefined if the envelope makes bytes no fewer. */
async function bombFor(envelope: Envelope): Promise<Uint8Array | undefined> {
  const packed = await wrap(envelope, new Uint8Array(BOMB_LENGTH));
  return packed.length > MEGABYTE ? undefined : packed;
}

/** What the synchronous twin unwraps, or undefined where there is none. */
function unwrapAtOnce(envelope: Envelope, bytes: Uint8Array): Uint8Array | undefined {
  return unlessAsynchronous(() => envelope.unwrapSync?.(bytes, CONTEXT_OF_SNAPSHOT));
}

function orRefused<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

/** The bytes with others behind them; no zero bytes, which gzip takes for padding. */
function continued(bytes: Uint8Array): Uint8Array[] {
  return [Uint8Array.of(0x78), bytesOf(100).subarray(1), bytes].map((behind) =>
    Uint8Array.from([...bytes, ...behind]),
  );
}

function cutOff(bytes: Uint8Array): Uint8Array[] {
  return [1, 4, 8, bytes.length >> 1].map((missing) => bytes.subarray(0, bytes.length - missing));
}

function damaged(bytes: Uint8Array): Uint8Array[] {
  const changed = Array.from({ length: 20 }, (_, at) => {
    const copy = Uint8Array.from(bytes);
    const place = Math.floor((at * bytes.length) / 20);
    copy[place] = (copy[place] as number) ^ 1;
    return copy;
  });
  return [...changed, ...continued(bytes), ...cutOff(bytes)];
}

/** Bytes that the envelope wrapped, of another session and of a delta. */
function strangers(envelope: Envelope): Promise<Uint8Array[]> {
  const contexts: EnvelopeContext[] = [
    { ...CONTEXT_OF_SNAPSHOT, sessionId: 'another' },
    { ...CONTEXT_OF_SNAPSHOT, kind: 'delta' },
  ];
  return Promise.all(contexts.map((context) => envelope.wrap(bytesOf(200), context)));
}

function assertSameBytes(actual: Uint8Array, expected: Uint8Array, { id }: Envelope): void {
  assert.ok(Buffer.from(actual).equals(expected), `${id}: other bytes than those that were given`);
}

async function checkBound(envelopes: readonly Envelope[], context: EnvelopeContext): Promise<void> {
  for (const envelope of envelopes.filter(({ required }) => required === true)) {
    const elsewhere = await envelope.wrap(bytesOf(200), context);
    await assert.rejects(unwrap(envelope, elsewhere), isRefusal);
  }
}

function isRefusal(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return (
    code === 'ENVELOPE_REQUIRED' || code === 'ENVELOPE_REFUSED' || code === 'CORRUPTED_SESSION'
  );
}
