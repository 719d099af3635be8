// Names that mean something to JavaScript are names like any other, wherever they stand.
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../src/index.js';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '10',
  '9',
  '',
];
const codec = createCodec({ envelope: [] });
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe.each(NAMES.filter((name) => name !== ''))('%s', (name) => {
  const units = [new JobDefinition({ id: name, plugin: 'shell', command: 'true' })];

  function sessionOfIt(): SessionState {
    const state = new SessionState(units);
    state.updateMetadata({
      title: name,
      flags: [name],
      runningJobName: name,
      rejectedJobs: [name],
    });
    state.updateMandatoryJobs([name]);
    state.updateDesiredJobs([name]);
    state.updateJobResult(name, new MemoryJobResult({ outcome: 'pass', comments: name }));
    const outputs = { payload: new Map([[name, new Map([[name, 1]])]]), stderr: name };
    state.updateSystemInformation(new Map([[name, { toolVersion: '1', success: true, outputs }]]));
    return state;
  }

  test('is the id of a job, a flag, a collector and a key, and comes back as such', async () => {
    const snapshot = codec.suspendSync(sessionOfIt());
    const state = await codec.resume({ snapshot }, units);
    expect(state.jobs.get(name)?.result.comments).toBe(name);
    expect([...state.systemInformation.keys()]).toEqual([name]);
    expect(textOf(codec.suspendSync(state))).toBe(textOf(snapshot));
    expect(JSON.parse(textOf(snapshot)).session.mandatory_job_list).toEqual([name]);
    const { counts, metadata } = await codec.peek({ snapshot });
    expect([counts.jobs, metadata.runningJobName]).toEqual([1, name]);
  });

  test('comes through deltas', async () => {
    const state = new SessionState(units);
    const snapshot = codec.suspendSync(state);
    using tracker = state.trackChanges();
    state.updateMetadata({ title: name, rejectedJobs: [name] });
    state.updateDesiredJobs([name]);
    state.updateJobResult(name, new MemoryJobResult({ outcome: 'fail', comments: name }));
    const deltas = [codec.suspendChanges(tracker.take(), { state })];
    expect(textOf(await codec.fold({ snapshot, deltas }))).toBe(textOf(codec.suspendSync(state)));
  });

  test('is kept as an unknown key at every place that has keys', async () => {
    const given = textOf(codec.suspendSync(sessionOfIt()))
      .replace('"session":{', `"session":{"${name}x":{"${name}":1},`)
      .replace('"metadata":{', `"metadata":{"${name}x":[{"${name}":1}],`)
      .replace('{"comments":', `{"${name}x":{"${name}":1},"comments":`);
    const state = await codec.resume({ snapshot: Buffer.from(given) }, units);
    const kept = textOf(codec.suspendSync(state));
    expect(kept.split(`"${name}x":`)).toHaveLength(4);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

test('none of these is a version, an outcome, or a known job', async () => {
  for (const name of NAMES) {
    const text = textOf(codec.suspendSync(new SessionState()));
    const versioned = text.replace('"version":11', `"version":"${name}"`);
    await expect(codec.resume({ snapshot: Buffer.from(versioned) }, [])).rejects.toMatchObject({
      code: 'INCOMPATIBLE_SESSION',
    });
    const named = text.replace('"jobs":{}', `"jobs":{"${name}":"x"}`);
    await expect(codec.resume({ snapshot: Buffer.from(named) }, [])).rejects.toMatchObject({
      code: 'CORRUPTED_SESSION',
    });
  }
});
