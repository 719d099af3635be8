// What others add to a session, what becomes of it where they are unknown, and how it changes over the years.
import { gunzipSync } from 'node:zlib';
import { Float, MemoryJobResult, type SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import {
  CodecRegistry,
  createCodec,
  defineEnvelope,
  defineFormat,
  defineResultKind,
  defineSection,
  type Envelope,
  extendFormat,
  formatV11,
  jsonEncoding,
  PLAINBOX_FORMATS,
  plainboxRegistry,
  type StandardSchema,
} from '../src/index.js';
import { anyJson } from './any-schema.js';
import { invertedFormat, Seal } from './conformance/own-parts.js';
import {
  acmeFormat,
  rackSection,
  rackSectionV1,
  rackSlots,
  WarmResult,
  withoutSlot,
  withSlot,
} from './conformance/rack-slot.js';

const acme = createCodec({ format: acmeFormat });
const plain = createCodec();

describe('a program that does not know the extension', () => {
  test('keeps sections and classes of results, byte for byte', async () => {
    const state = withSlot();
    const written = acme.suspendSync(state);
    const elsewhere = await plain.resume({ snapshot: written }, state.units);
    expect(text(plain.suspendSync(elsewhere))).toBe(text(written));
    const back = await acme.resume({ snapshot: plain.suspendSync(elsewhere) }, state.units);
    expect(rackSlots.get(back)).toEqual({ rack: 'r1', slot: 4, side: 'front' });
    expect(back.jobs.get('a')?.result).toBeInstanceOf(WarmResult);
  });

  test('keeps the sections that the same session was last written with by one that does', () => {
    const state = withSlot();
    const written = acme.suspendSync(state);
    const { sections } = JSON.parse(text(plain.suspendSync(state))).session;
    expect(sections).toEqual(JSON.parse(text(written)).session.sections);
  });

  test('keeps them through its own changes, deltas and folding', async () => {
    const state = withSlot();
    const elsewhere = await plain.resume({ snapshot: acme.suspendSync(state) }, state.units);
    const snapshot = plain.suspendSync(elsewhere);
    using tracker = elsewhere.trackChanges();
    elsewhere.updateJobResult('b', new MemoryJobResult({ outcome: 'fail' }));
    const deltas = [plain.suspendChanges(tracker.take(), { state: elsewhere })];
    const folded = await plain.fold({ snapshot, deltas });
    for (const checkpoint of [{ snapshot, deltas }, { snapshot: folded }]) {
      const back = await acme.resume(checkpoint, state.units);
      expect(rackSlots.get(back)?.slot).toBe(4);
      expect(back.jobs.get('b')?.result.outcome).toBe('fail');
    }
  });

  test('keeps them in an older format and in another encoding', async () => {
    for (const format of [...PLAINBOX_FORMATS, invertedFormat]) {
      const state = withSlot();
      const older = createCodec({ format, envelope: [] });
      const elsewhere = await older.resume({ snapshot: acme.suspendSync(state) }, state.units);
      const snapshot = older.suspendSync(elsewhere);
      const codec = createCodec({ format: acmeFormat, registry: older.registry });
      const back = await codec.resume({ snapshot }, state.units);
      expect(rackSlots.get(back)?.rack).toBe('r1');
      expect(back.jobs.get('a')?.result).toMatchObject({ celsius: 41.5 });
    }
  });

  test('takes the result for what its class extends', async () => {
    const state = withSlot();
    const elsewhere = await plain.resume({ snapshot: acme.suspendSync(state) }, state.units);
    expect(elsewhere.jobs.get('a')?.result.constructor).toBe(MemoryJobResult);
    expect(elsewhere.jobs.get('a')?.result.outcome).toBe('pass');
  });

  test('hands out new data where the job ran again', async () => {
    const state = withSlot();
    const elsewhere = await plain.resume({ snapshot: acme.suspendSync(state) }, state.units);
    elsewhere.updateJobResult('a', new MemoryJobResult({ outcome: 'fail' }));
    const back = await acme.resume({ snapshot: plain.suspendSync(elsewhere) }, state.units);
    const kinds = back.jobs.get('a')?.resultHistory.map((one) => one.constructor);
    expect(kinds).toEqual([WarmResult, MemoryJobResult]);
  });
});

describe('a section', () => {
  test('of an older version is upgraded step by step, each step seeing what the last one gave', async () => {
    const seen: unknown[] = [];
    const section = defineSection({
      name: 'com.acme.steps',
      version: 3,
      schema: anyJson,
      suspend: () => undefined,
      resume: (_, value) => void seen.push(value),
      upgrades: { 1: (old: number) => [old], 2: (old: number[]) => ({ all: old }) },
    });
    const codec = createCodec({ format: extendFormat(formatV11, { sections: [section] }) });
    await resumeWith(codec, { 'com.acme.steps': { value: 7, version: 1 } });
    await resumeWith(codec, { 'com.acme.steps': { value: [8], version: 2 } });
    await resumeWith(codec, { 'com.acme.steps': { value: { all: 9 }, version: 3 } });
    expect(seen).toEqual([{ all: [7] }, { all: [8] }, { all: 9 }]);
  });

  test('written by the first version of the program is read by the second, and written as of today', async () => {
    const first = createCodec({ format: extendFormat(formatV11, { sections: [rackSectionV1] }) });
    const state = withSlot();
    const resumed = await acme.resume({ snapshot: first.suspendSync(state) }, state.units);
    expect(rackSlots.get(resumed)).toEqual({ rack: 'r1', slot: 4, side: 'front' });
    expect(text(acme.suspendSync(resumed))).toContain('"side":"front","slot":4},"version":2}');
  });

  test.each([
    ['a later version', { value: {}, version: 3 }, 'INCOMPATIBLE_DATA'],
    ['version 0', { value: {}, version: 0 }, 'INCOMPATIBLE_DATA'],
    ['no version', { value: {} }, 'CORRUPTED_SESSION'],
    ['no value', { version: 2 }, 'CORRUPTED_SESSION'],
    ['what the schema refuses', { value: { rack: 1 }, version: 2 }, 'CORRUPTED_SESSION'],
    ['what can not be upgraded', { value: null, version: 1 }, 'CORRUPTED_SESSION'],
    ['no object', 'text', 'CORRUPTED_SESSION'],
  ])('with %s ends in %3$s', async (_, section, code) => {
    await expect(resumeWith(acme, { 'com.acme.rack-slot': section })).rejects.toMatchObject({
      code,
    });
  });

  test('says which part of it the schema refused', async () => {
    const refused = resumeWith(acme, { 'com.acme.rack-slot': { value: {}, version: 2 } });
    await expect(refused).rejects.toThrow(
      "'com.acme.rack-slot' is not valid: rack: is no slot of a rack",
    );
  });

  test('may have any Standard Schema, whose output is what is handed on', async () => {
    const trimmed: StandardSchema<string> = {
      '~standard': {
        version: 1,
        vendor: 'any',
        validate: (value) => ({ value: String(value).trim() }),
      },
    };
    const titles: string[] = [];
    const section = defineSection({
      name: 'com.acme.title',
      version: 1,
      schema: trimmed,
      suspend: () => undefined,
      resume: (_, title) => void titles.push(title),
    });
    const codec = createCodec({ format: extendFormat(formatV11, { sections: [section] }) });
    await resumeWith(codec, { 'com.acme.title': { value: '  padded ', version: 1 } });
    expect(titles).toEqual(['padded']);
  });

  test('whose schema would be waited for is a mistake of its author', async () => {
    const slow: StandardSchema<unknown> = {
      '~standard': { version: 1, vendor: 'any', validate: async (value) => ({ value }) },
    };
    const section = defineSection({ ...stub, name: 'com.acme.slow', schema: slow });
    const codec = createCodec({ format: extendFormat(formatV11, { sections: [section] }) });
    const resumed = resumeWith(codec, { 'com.acme.slow': { value: 1, version: 1 } });
    await expect(resumed).rejects.toMatchObject({ code: 'BAD_DEFINITION' });
  });

  test('is left out when there is nothing to save', () => {
    expect(text(acme.suspendSync(withoutSlot()))).not.toContain('sections');
  });

  test('named like a part of every object is a section like any other', async () => {
    const state = await resumeWith(plain, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(text(plain.suspendSync(state))).toContain('"sections":{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['an instance of a class', new Date()],
    ['itself', cyclic()],
  ])('can not hold %s', (_, value) => {
    const section = defineSection({
      ...stub,
      name: 'com.acme.odd',
      suspend: () => ({ list: [value] }),
    });
    const codec = createCodec({ format: extendFormat(formatV11, { sections: [section] }) });
    const suspend = (): Uint8Array => codec.suspendSync(withoutSlot());
    expect(suspend).toThrow(expect.objectContaining({ code: 'UNREPRESENTABLE' }));
  });
});

describe('a definition that could not work is refused at once', () => {
  test.each([
    ['a name without a domain', () => defineSection({ ...stub, name: 'rack' })],
    ['a version of 0', () => defineSection({ ...stub, version: 0 })],
    ['a version that is no integer', () => defineSection({ ...stub, version: 1.5 })],
    ['an upgrade that is missing', () => defineSection({ ...stub, version: 2 })],
    ['a class of results without an upgrade', () => defineResultKind({ ...kindStub, version: 2 })],
    ['a section twice', () => extendFormat(acmeFormat, { sections: [rackSection] })],
    ['a format with a version of plainbox', () => defineFormat({ version: '11' })],
    ['a format without a version', () => defineFormat({ version: '' })],
    ['an envelope without an id', () => defineEnvelope({ ...new Seal(), id: '' } as never)],
  ])('%s', (_, define) => {
    expect(define).toThrow(expect.objectContaining({ code: 'BAD_DEFINITION' }));
  });
});

describe('a registry is a value', () => {
  test('adding to it gives another one', () => {
    const richer = plainboxRegistry.with({ formats: [invertedFormat] });
    expect(plainboxRegistry.formatOf(invertedFormat.version)).toBeUndefined();
    expect(richer.formatOf(invertedFormat.version)).toBe(invertedFormat);
    expect(richer.formatOf(3)).toBe(PLAINBOX_FORMATS[2]);
  });

  test('two codecs read different things side by side', async () => {
    const own = createCodec({ format: invertedFormat });
    const state = withoutSlot();
    const snapshot = own.suspendSync(state);
    await expect(plain.resume({ snapshot }, state.units)).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
    expect((await own.resume({ snapshot }, state.units)).jobs.size).toBe(2);
    const reading = createCodec({ registry: own.registry });
    expect((await reading.resume({ snapshot }, state.units)).jobs.size).toBe(2);
  });

  test('may know fewer formats than the package has', async () => {
    const strict = createCodec({ registry: new CodecRegistry({}) });
    const old = createCodec({ format: PLAINBOX_FORMATS[4] as never });
    const state = withoutSlot();
    await expect(
      strict.resume({ snapshot: old.suspendSync(state) }, state.units),
    ).rejects.toMatchObject({ code: 'INCOMPATIBLE_SESSION' });
  });
});

describe('parts of one’s own that fail', () => {
  test('an envelope that is an instance of a class keeps its methods', () => {
    const codec = createCodec({ envelope: defineEnvelope(new Seal()) });
    const context = { sessionId: 'one' };
    const state = withoutSlot();
    const bytes = codec.suspendSync(state, context);
    expect(codec.resumeSync({ snapshot: bytes }, state.units, context).jobs.size).toBe(2);
    const other = { sessionId: 'two' };
    expect(() => codec.resumeSync({ snapshot: bytes }, state.units, other)).toThrow(
      expect.objectContaining({ code: 'CORRUPTED_SESSION' }),
    );
  });

  test.each([
    ['throws', () => Promise.reject(new TypeError('of its own'))],
    ['throws no error', () => Promise.reject('text')],
  ])('an envelope that %s while unwrapping ends in an error of the package', async (_, unwrap) => {
    await expect(resumeIn({ unwrap: unwrap as never })).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
  });

  test('an envelope that wraps to no bytes is a mistake of its author, at once or later', async () => {
    const text = (): never => 'text' as never;
    const envelope = { ...inSeal(), wrap: async () => text(), wrapSync: text };
    const codec = createCodec({ envelope: defineEnvelope(envelope) });
    const mistake = { code: 'BAD_DEFINITION' };
    await expect(codec.suspend(withoutSlot())).rejects.toMatchObject(mistake);
    expect(() => codec.suspendSync(withoutSlot())).toThrow(expect.objectContaining(mistake));
  });

  test('an envelope that unwraps to no bytes is a mistake of its author', async () => {
    await expect(resumeIn({ unwrap: async () => 'text' as never })).rejects.toMatchObject({
      code: 'BAD_DEFINITION',
    });
  });

  test.each([
    ['throws', () => throwing('of its own')],
    ['gives an object that is no map', () => ({ session: {}, version: 'com.acme.x/1' })],
    ['gives undefined', () => undefined],
    ['gives a map with a key that is no string', () => new Map([[1, 2]])],
    ['gives bytes', () => new Map([['session', new Uint8Array()]])],
    ['gives a float that is a text', () => new Map([['session', new Float('x' as never)]])],
  ])('an encoding that %s ends in an error of the package', async (_, decode) => {
    const encoding = { ...jsonEncoding, id: 'own', decode: decode as never };
    const codec = createCodec({ format: defineFormat({ version: 'com.acme.x/1', encoding }) });
    const state = withoutSlot();
    await expect(codec.resume({ snapshot: codec.suspendSync(state) }, [])).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
      message: expect.stringContaining('own'),
    });
  });

  test('an encoding with references can not make much of little', async () => {
    let laughs: unknown = 'ha';
    for (let depth = 0; depth < 60; depth += 1) laughs = [laughs, laughs];
    const decode = (): never => new Map([['session', laughs]]) as never;
    const encoding = { ...jsonEncoding, id: 'own', decode };
    const codec = createCodec({ format: defineFormat({ version: 'com.acme.x/1', encoding }) });
    const snapshot = codec.suspendSync(withoutSlot());
    await expect(
      codec.resume({ snapshot }, [], { limits: { maxValues: 1000 } }),
    ).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  test.each([
    ['throws', () => throwing('of its own')],
    ['gives no session', () => ({ session: null, extra: new Map(), rules: formatV11.rules })],
  ])('a format that %s ends in an error of the package', async (_, read) => {
    let calls = 0;
    const format = defineFormat({
      version: 'com.acme.x/1',
      // The first call is the codec's own, when it writes.
      read: (document) => (calls++ === 0 ? formatV11.read(document) : (read() as never)),
    });
    const codec = createCodec({ format });
    const snapshot = codec.suspendSync(withoutSlot());
    await expect(codec.resume({ snapshot }, [])).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
  });
});

const stub = {
  name: 'com.acme.stub',
  version: 1,
  schema: anyJson,
  suspend: (): unknown => undefined,
  resume: (): void => undefined,
};

const kindStub = {
  ...stub,
  is: (result: unknown): result is never => result === null,
  resume: (): never => throwing('never called'),
};

function throwing(message: string): never {
  throw new RangeError(message);
}

function cyclic(): unknown {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

function text(snapshot: Uint8Array): string {
  return gunzipSync(snapshot).toString();
}

/** Resumes a session with these sections in it. */
async function resumeWith(
  codec: ReturnType<typeof createCodec>,
  sections: Record<string, unknown>,
): Promise<SessionState> {
  const bare = createCodec({ envelope: [] });
  const state = withoutSlot();
  const document = Buffer.from(bare.suspendSync(state)).toString();
  const json = document.replace(
    '"system_information"',
    `"sections":${JSON.stringify(sections)},$&`,
  );
  return codec.resume({ snapshot: Buffer.from(json) }, state.units);
}

async function resumeIn(changes: Partial<Envelope>): Promise<SessionState> {
  const codec = createCodec({ envelope: defineEnvelope({ ...inSeal(), ...changes }) });
  const state = withoutSlot();
  return codec.resume({ snapshot: await codec.suspend(state) }, state.units);
}

/** A seal of which parts can be replaced. */
function inSeal(): Envelope {
  const seal = new Seal();
  return {
    id: seal.id,
    matches: (bytes) => seal.matches(bytes),
    wrap: (bytes, context) => seal.wrap(bytes, context),
    unwrap: (bytes, context) => seal.unwrap(bytes, context),
  };
}
