// Inspecting tells what a checkpoint holds without the units, also where a piece of it is broken.
import { describe, expect, test } from 'vitest';
import { type CodecError, CorruptedSessionError, createCodec } from '../src/index.js';
import { GOLDEN_CASES, goldenCase } from './golden-sessions.js';

interface StoredText {
  readonly session: {
    readonly results: Record<string, readonly { outcome: string | null }[]>;
  };
}

const codec = createCodec();
// The oracle here is JSON.parse, which knows no NaN.
const readable = GOLDEN_CASES.map(goldenCase).filter(
  ({ name, expected }) => expected.ok && name !== 'non-finite',
);

describe('a session of plainbox is inspected', () => {
  test.each(readable)('$name', async ({ snapshot, text = '', units, context }) => {
    const contents = await codec.inspect({ snapshot }, context);

    const state = await codec.resume({ snapshot }, units, context);
    expect(contents.metadata).toEqual(state.metadata);
    const { results } = (JSON.parse(text) as StoredText).session;
    for (const [id, stored] of Object.entries(results)) {
      const read = contents.results.get(id) ?? [];
      // Old formats list jobs without results too, as results that say nothing.
      const told = stored.filter(({ outcome }) => outcome !== null);
      expect(read.map(({ outcome }) => outcome)).toEqual(told.map(({ outcome }) => outcome));
    }
  });
});

describe('a session with broken pieces', () => {
  const broken = JSON.stringify({
    session: {
      desired_job_list: ['a', 7],
      jobs: { a: 'sum', b: 3 },
      mandatory_job_list: [],
      metadata: { title: 5 },
      results: {
        a: [result('pass'), { outcome: 'pass' }],
        b: 'no list',
        c: [result('splendid')],
      },
      system_information: {},
    },
    version: 11,
  });
  const snapshot = new TextEncoder().encode(broken);
  test('is refused at its first broken piece', async () => {
    await expect(codec.inspect({ snapshot })).rejects.toBeInstanceOf(CorruptedSessionError);
  });

  test('gives all its whole pieces to who takes the problems', async () => {
    const problems: CodecError[] = [];
    const contents = await codec.inspect(
      { snapshot },
      { onProblem: (problem) => problems.push(problem) },
    );

    expect([...contents.jobs]).toEqual([['a', 'sum']]);
    expect([...contents.results.keys()]).toEqual(['a']);
    expect(contents.results.get('a')?.map(({ outcome }) => outcome)).toEqual(['pass']);
    expect(contents.desiredJobs).toEqual(['a']);
    expect(contents.metadata.title).toBeNull();
    expect(problems).toHaveLength(6);
  });

  test('gives the other jobs where changes go on from results that are no list', async () => {
    const changes = ['b', 'd'].map((id) => ['result', id, 'sum', result('pass')]);
    const deltas = [new TextEncoder().encode(JSON.stringify({ changes, delta: 1 }))];
    const problems: string[] = [];
    const onProblem = ({ message }: CodecError) => problems.push(message);
    const { results } = await codec.inspect({ snapshot, deltas }, { onProblem });
    expect([...results.keys()]).toEqual(['a', 'd']);
    expect(problems).toContain("the results of 'b' is of type str where list is needed");
    await expect(codec.fold({ snapshot, deltas })).rejects.toBeInstanceOf(CorruptedSessionError);
  });
});

describe('a session about several devices', () => {
  const oneJob = (outcome: string): object => ({
    desired_job_list: ['a'],
    jobs: { a: 'sum' },
    mandatory_job_list: [],
    metadata: {},
    results: { a: [result(outcome)] },
    system_information: {},
  });
  const sessionWith = (devices: object): Uint8Array =>
    new TextEncoder().encode(
      JSON.stringify({
        session: { ...oneJob('pass'), device: 'desk', device_order: ['phone', 'lamp'], devices },
        version: 11,
      }),
    );

  test('is told device by device, in their order', async () => {
    const snapshot = sessionWith({ lamp: oneJob('skip'), phone: oneJob('fail') });
    const { device, results, furtherDevices } = await codec.inspect(
      { snapshot },
      { onProblem: () => {} },
    );
    expect(device).toBe('desk');
    expect(results.get('a')?.[0]?.outcome).toBe('pass');
    const told = [...furtherDevices].map(([name, own]) => [
      name,
      own.results.get('a')?.[0]?.outcome,
    ]);
    expect(told).toEqual([
      ['phone', 'fail'],
      ['lamp', 'skip'],
    ]);
  });

  test('of which one is broken gives the others, and says which is', async () => {
    const broken = { ...oneJob('pass'), desired_job_list: [7] };
    const snapshot = sessionWith({ lamp: 5, phone: broken });
    const devices: unknown[] = [];
    const { furtherDevices } = await codec.inspect(
      { snapshot },
      { onProblem: (_, device) => devices.push(device) },
    );
    expect([...furtherDevices.keys()]).toEqual(['phone']);
    expect(devices.filter((device) => device !== null)).toEqual(
      expect.arrayContaining(['phone', 'lamp']),
    );
  });
});

function result(outcome: string): object {
  return { comments: null, execution_duration: 1.5, io_log: [], outcome, return_code: 0 };
}
