// What each version can't hold is named, and not written without leave.
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec, PLAINBOX_FORMATS, WouldLoseDataError } from '../../src/index.js';

const units = ['a', 'b', 'idle'].map(
  (id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }),
);

const pass = new MemoryJobResult({ outcome: 'pass' });
const fail = new MemoryJobResult({ outcome: 'fail' });
const found = { toolVersion: '1', success: true as const, outputs: { payload: null, stderr: '' } };

// Versions 1 to 3 list every job, whatever is done with it.
const LISTS_ALL = 3;

/** What a session has, the last version that can't hold it, and where it is missed. */
const THINGS: readonly (readonly [string, (state: SessionState) => void, number, string])[] = [
  [
    'bytes of the application',
    (state) => state.updateMetadata({ appBlob: Uint8Array.of(1) }),
    1,
    'metadata/app_blob',
  ],
  ['no bytes at all', (state) => state.updateMetadata({ appBlob: null }), 1, 'metadata/app_blob'],
  ['whose bytes they are', (state) => state.updateMetadata({ appId: 'me' }), 2, 'metadata/app_id'],
  [
    'an earlier attempt',
    (state) => {
      for (const one of [fail, pass]) state.updateJobResult('a', one);
    },
    3,
    'results/a',
  ],
  ['mandatory jobs', (state) => state.updateMandatoryJobs(['a']), 5, 'mandatory_job_list'],
  [
    'a custom job list',
    (state) => state.updateMetadata({ customJoblist: true }),
    5,
    'metadata/custom_joblist',
  ],
  [
    'rejected jobs',
    (state) => state.updateMetadata({ rejectedJobs: ['a'] }),
    5,
    'metadata/rejected_jobs',
  ],
  [
    'when a job was started',
    (state) => state.updateMetadata({ lastJobStartTime: 1 }),
    6,
    'metadata/last_job_start_time',
  ],
  [
    'system information',
    (state) => state.updateSystemInformation(new Map([['uname', found]])),
    7,
    'system_information',
  ],
  [
    'idle jobs during the set-up',
    (state) => state.updateMetadata({ flags: ['setting_up'] }),
    9,
    'jobs/idle',
  ],
  [
    'that jobs are left',
    (state) => state.updateMetadata({ remainingTodoJobs: true }),
    10,
    'metadata/remaining_todo_jobs',
  ],
];

function sessionWith(change: (state: SessionState) => void): SessionState {
  const state = new SessionState(units);
  change(state);
  state.updateDesiredJobs(['a', 'b']);
  return state;
}

describe.each(PLAINBOX_FORMATS.map((format) => [Number(format.version), format] as const))(
  'version %s',
  (version, format) => {
    const codec = createCodec({ format, envelope: [] });

    const isLost = ([, , last, path]: (typeof THINGS)[number]): boolean =>
      last >= version && !(path.startsWith('jobs/') && version <= LISTS_ALL);

    test.each(THINGS.filter(isLost))('can not hold %s', async (_, change, last, path) => {
      const error: unknown = await codec.suspend(sessionWith(change)).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(WouldLoseDataError);
      const { losses } = error as WouldLoseDataError;
      expect(losses.map((loss) => loss.path.join('/'))).toContain(path);
      expect(losses.find((loss) => loss.path.join('/') === path)?.version).toBe(last);
    });

    test.each(THINGS.filter((thing) => !isLost(thing)))('holds %s', async (_, change) => {
      const state = sessionWith(change);
      const snapshot = await codec.suspend(state);
      const resumed = await codec.resume({ snapshot }, units);
      const newest = createCodec({ envelope: [] });
      expect(Buffer.from(newest.suspendSync(resumed)).toString()).toBe(
        Buffer.from(newest.suspendSync(state)).toString(),
      );
    });

    test('is written all the same where a loss is allowed, and can be resumed', async () => {
      const state = new SessionState(units);
      for (const [, change] of THINGS) change(state);
      state.updateDesiredJobs(['a', 'b']);
      const snapshot = await codec.suspend(state, { allowLoss: true });
      const resumed = await codec.resume({ snapshot }, units);
      expect(resumed.jobs.get('a')?.result.outcome).toBe('pass');
    });
  },
);
