import { describe, expect, test } from 'vitest';
import { SESSION_FLAGS, SessionMetadata, SessionState } from '../../src/index.js';

describe('metadata', () => {
  test('of a fresh session are plainbox’s defaults', () => {
    expect(new SessionState().metadata).toEqual(new SessionMetadata());
    expect({ ...new SessionMetadata() }).toEqual({
      title: null,
      flags: new Set(),
      runningJobName: null,
      appBlob: new Uint8Array(),
      appId: null,
      customJoblist: false,
      rejectedJobs: [],
      lastJobStartTime: null,
      remainingTodoJobs: false,
    });
  });

  test('take flags from any iterable, each once', () => {
    const metadata = new SessionMetadata({ flags: ['incomplete', 'own', 'own'] });
    expect([...metadata.flags]).toEqual(['incomplete', 'own']);
  });

  test('change field by field, null counting as a value', () => {
    const state = new SessionState();
    state.updateMetadata({ title: 'a', appId: 'app' });
    state.updateMetadata({ title: null });
    expect(state.metadata).toMatchObject({ title: null, appId: 'app' });
  });

  test('refuse a blob that is no bytes and an id that is no text', () => {
    const state = new SessionState();
    const refused = expect.objectContaining({ code: 'BAD_METADATA' });
    expect(() => state.updateMetadata({ appBlob: 'text' as never })).toThrow(refused);
    expect(() => state.updateMetadata({ appId: 1 as never })).toThrow(refused);
    expect(state.metadata).toEqual(new SessionMetadata());
  });

  test('hold a copy of the blob, which its owner may go on writing to', () => {
    const appBlob = Uint8Array.of(1);
    const metadata = new SessionMetadata({ appBlob });
    appBlob[0] = 2;
    expect(metadata.appBlob).toEqual(Uint8Array.of(1));
    expect(metadata.with({ title: 'a' }).appBlob).toBe(metadata.appBlob);
  });

  test('show the phases of a session by their flags', () => {
    const state = new SessionState();
    expect(state.metadata.bootstrapping).toBe(false);
    state.updateMetadata({ flags: state.metadata.flagsWith(SESSION_FLAGS.bootstrapping) });
    expect(state.metadata.bootstrapping).toBe(true);
    state.updateMetadata({ flags: state.metadata.flagsWith(SESSION_FLAGS.settingUp) });
    expect(state.metadata.settingUp).toBe(true);
    state.updateMetadata({ flags: state.metadata.flagsWith(SESSION_FLAGS.bootstrapping, false) });
    expect([...state.metadata.flags]).toEqual(['setting_up']);
    expect(state.metadata.flagsWith('absent', false)).toEqual(new Set(['setting_up']));
  });

  test('take the features that a configuration turns on', () => {
    const metadata = new SessionMetadata({ flags: ['incomplete'] });
    expect([...metadata.flagsWithFeatures({})]).toEqual(['incomplete']);
    const features = { strictTemplateExpansion: true, systemdBasedJobRunner: true };
    expect([...metadata.flagsWithFeatures(features)]).toEqual([
      'incomplete',
      'strict_template_expansion',
      'systemd_based_job_runner',
    ]);
  });
});

describe('system information', () => {
  const information = new Map([
    ['uname', { toolVersion: '1', success: true, outputs: { payload: 'x', stderr: '' } } as const],
  ]);

  test('is collected once, when it is first read', () => {
    let calls = 0;
    const collectSystemInformation = () => {
      calls++;
      return information;
    };
    const state = new SessionState([], { collectSystemInformation });
    expect(state.hasSystemInformation).toBe(false);
    expect(calls).toBe(0);
    expect(state.systemInformation).toBe(information);
    expect(state.systemInformation).toBe(information);
    expect(calls).toBe(1);
  });

  test('that a session came with is not collected again', () => {
    const state = new SessionState([], {
      collectSystemInformation: () => {
        throw new Error('not wanted');
      },
    });
    state.updateSystemInformation(information);
    expect(state.systemInformation).toBe(information);
  });

  test('is empty where nobody collects it', () => {
    expect(new SessionState().systemInformation).toEqual(new Map());
  });
});
