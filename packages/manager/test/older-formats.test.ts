import { createCodec, PLAINBOX_FORMATS } from '@plainbox/codecs';
import { JobDefinition, MemoryJobResult } from '@plainbox/state';
import { describe, expect } from 'vitest';
import { SessionManager } from '../src/index.js';
import { places } from './places.js';

const jobs = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const older = PLAINBOX_FORMATS.filter(({ version }) => version !== 11);

for (const [place, test] of places) {
  describe(`a session ${place} in an older format`, () => {
    test.for(older)(
      '$version is run and reopened where what it lacks may be lost',
      async (format, { repo }) => {
        const options = { codec: createCodec({ format }), allowLoss: true, units: jobs, repo };
        const manager = await SessionManager.createSession(options);
        manager.state.updateDesiredJobs(jobs);
        // As a runner notes it.
        manager.state.updateMetadata({ remainingTodoJobs: true, lastJobStartTime: 1_790_000_000 });
        manager.data.set('runner', { running: [] });
        await manager.checkpoint();
        manager.state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
        await manager.checkpoint();
        await manager.close();

        const again = await SessionManager.openSession(manager.storage.id, options);
        expect(again.state.jobs.get('a')?.result.outcome).toBe('pass');
        expect(again.data.get('runner')).toEqual({ running: [] });
        await again.close();
      },
    );

    test('is not saved unless one may lose what it lacks', async ({ repo }) => {
      const [format] = older;
      const codec = createCodec(format === undefined ? {} : { format });
      await using manager = await SessionManager.createSession({ units: jobs, repo, codec });
      manager.state.updateMetadata({ remainingTodoJobs: true });
      await expect(manager.checkpoint()).rejects.toMatchObject({ code: 'WOULD_LOSE_DATA' });
    });
  });
}
