import {
  type CodecOptions,
  createCodec,
  extendFormat,
  formatV11,
  PLAINBOX_FORMATS,
  type SessionCodec,
} from '@plainbox/codecs';
import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import { describe, expect } from 'vitest';
import { inspectSession, SessionManager, sessionDataSection } from '../src/index.js';
import { places } from './places.js';

const units = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));

/** Codecs as somebody makes them who knows nothing of what a session keeps besides its state. */
const codecs: readonly (readonly [string, CodecOptions])[] = [
  ['the newest format', {}],
  ['another envelope', { envelope: [] }],
  ['an older format', { format: PLAINBOX_FORMATS.find(({ version }) => version === 8) }],
];

describe.each(places)('a codec of one’s own (%s)', (_, test) => {
  for (const [name, options] of codecs) {
    test(`keeps reruns and the data of programs: ${name}`, async ({ repo }) => {
      const codec = createCodec(options);
      const manager = await SessionManager.createSession({ units, repo, codec });
      manager.state.updateDesiredJobs(units);
      manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
      await manager.checkpoint();
      manager.reruns.add('a');
      manager.data.set('mine', { step: 3 });
      expect((await manager.checkpoint()).kind).toBe('delta');
      manager.state.updateJobResult('b', new MemoryJobResult({ outcome: 'fail' }));
      await manager.close();

      await using again = await SessionManager.openSession(manager.storage.id, {
        units,
        repo,
        codec: createCodec(options),
      });
      expect([...again.reruns]).toEqual(['a']);
      expect(again.data.get('mine')).toEqual({ step: 3 });
      expect(again.state.jobs.get('a')?.result.outcome).toBe('pass');
      const inspected = await inspectSession(again.storage, { codec });
      expect(inspected?.data.get('mine')).toEqual({ step: 3 });
    });
  }

  test('with methods of its own is taken as it is, or refused where it would lose them', async ({
    repo,
  }) => {
    const spied = (codec: SessionCodec): { codec: SessionCodec; calls: string[] } => {
      const calls: string[] = [];
      const suspendChanges = codec.suspendChanges.bind(codec);
      codec.suspendChanges = (...given) => {
        calls.push('suspendChanges');
        return suspendChanges(...given);
      };
      return { codec, calls };
    };
    const { codec } = spied(createCodec());
    const Derived = class extends (createCodec().constructor as new (
      parts: SessionCodec,
    ) => SessionCodec) {};
    for (const lacking of [codec, new Derived(createCodec())]) {
      await expect(SessionManager.createSession({ units, repo, codec: lacking })).rejects.toThrow(
        expect.objectContaining({ code: 'CODEC_WITHOUT_SESSION_DATA' }),
      );
    }
    await expect(SessionManager.openSession('latest', { units, repo })).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
    const format = extendFormat(formatV11, { sections: [sessionDataSection] });
    const whole = spied(createCodec({ format }));
    await using manager = await SessionManager.createSession({ units, repo, codec: whole.codec });
    await manager.checkpoint();
    manager.data.set('mine', 1);
    await manager.checkpoint();
    expect(whole.calls).toEqual(['suspendChanges']);
  });
});
