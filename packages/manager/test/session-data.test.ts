import { type CodecOptions, createCodec, PLAINBOX_FORMATS } from '@plainbox/codecs';
import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import { describe, expect } from 'vitest';
import { inspectSession, SessionManager } from '../src/index.js';
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
});
