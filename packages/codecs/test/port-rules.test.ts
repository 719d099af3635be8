// The places at which the specification of plainbox's checkpoints says "→ port:", in its order: what plainbox (Python) does
// there is no use to anyone, and each test says what this package does instead, and why.
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import {
  DiskJobResult,
  type IoLogRecord,
  JobDefinition,
  MemoryJobResult,
  SessionState,
  TemplateUnit,
  type Unit,
} from '@plainbox/state';
import { describe, expect, test } from 'vitest';
import { createCodec, PLAINBOX_FORMATS, type ResumeContext } from '../src/index.js';

const codec = createCodec({ envelope: [] });
const CORRUPTED = expect.objectContaining({
  name: 'CorruptedSessionError',
  code: 'CORRUPTED_SESSION',
});
/** Nesting has a limit with a code of its own; its class is the same. */
const CORRUPTED_OR_LIMITED = expect.objectContaining({ name: 'CorruptedSessionError' });

const units = ['a', 'b'].map((id) => new JobDefinition({ id, plugin: 'shell', command: 'true' }));
const resource = new JobDefinition({ id: 'res', plugin: 'resource', command: 'list' });

describe('§1 text', () => {
  test('a time or duration that is integral is written as a float: Python refuses the session over `1`', () => {
    const state = new SessionState(units);
    state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass', executionDuration: 1 }));
    state.updateJobResult('b', new MemoryJobResult({ outcome: 'pass', executionDuration: 1e16 }));
    state.updateMetadata({ lastJobStartTime: 1_700_000_000 });
    const text = textOf(state);
    expect(text).toContain('"execution_duration":1.0,');
    expect(text).toContain('"execution_duration":1e+16,');
    expect(text).toContain('"last_job_start_time":1700000000.0,');
  });

  test('keys that look like numbers stay in the order of code points, which JSON.stringify would change', () => {
    const ids = ['9', '10', 'A', '__proto__', 'ｆ', '😀'];
    const state = new SessionState(ids.map((id) => new JobDefinition({ id, plugin: 'shell' })));
    state.updateDesiredJobs(ids);
    const sorted = ['10', '9', 'A', '__proto__', 'ｆ', '😀'];
    const keys = sorted.map((id) => `"${id}":"[0-9a-f]{64}"`).join(',');
    expect(textOf(state)).toMatch(new RegExp(`"jobs":\\{${keys}\\}`, 'u'));
  });

  test('half a surrogate pair becomes U+FFFD: in Python one in a title blocks every checkpoint from then on', () => {
    const state = new SessionState(units);
    state.updateMetadata({ title: 'a\ud800b', flags: ['\udfff'] });
    state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass', comments: '\ud83d' }));
    const text = textOf(state);
    expect(text).toContain('"title":"a\ufffdb"');
    expect(text).toContain('"flags":["\ufffd"]');
    expect(text).toContain('"comments":"\ufffd"');
  });
});

describe('§2 versions', () => {
  test('format 6 may lack custom_joblist and rejected_jobs: nobody wrote them before 2019', () => {
    const document = documentOf(new SessionState(units), 6);
    delete document.session.metadata['custom_joblist'];
    delete document.session.metadata['rejected_jobs'];
    const { metadata } = resume(document, units);
    expect(metadata).toMatchObject({ customJoblist: false, rejectedJobs: [] });
  });

  test.each([7, 11])('format %i may not, for by then everybody did', (version) => {
    const document = documentOf(new SessionState(units), version);
    delete document.session.metadata['custom_joblist'];
    expect(() => resume(document, units)).toThrow(CORRUPTED);
  });
});

describe('§4 which jobs are written', () => {
  test.each([4, 6, 11])(
    'format %i has the checksum of a job that was reset and isn’t to run: without it nobody can resume its results',
    (version) => {
      const state = new SessionState(units);
      state.updateJobResult('a', new MemoryJobResult({ outcome: 'pass' }));
      state.updateJobResult('a', new MemoryJobResult());
      const document = documentOf(state, version);
      expect(document.session.jobs).toEqual({ a: units[0]?.checksum });
      expect(resume(document, units).jobs.get('a')?.resultHistory).toHaveLength(1);
    },
  );
});

describe('§7.1 envelope: what is damaged is corrupted, and no error of zlib or of the stack', () => {
  const whole = gzipSync(Buffer.from(textOf(new SessionState(units))));
  const middle = Buffer.from(whole);
  middle.fill(0xff, 20, 40);
  const deep = `{"session":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}},"version":11}`;
  test.each([
    ['a stream that ends early', whole.subarray(0, -20)],
    ['a stream that was never ended', gzipSync('{}', { finishFlush: constants.Z_SYNC_FLUSH })],
    ['damaged deflate data', middle],
    ['extreme nesting', gzipSync(deep)],
  ])('%s', async (_, snapshot) => {
    expect(() => codec.resumeSync({ snapshot }, units)).toThrow(CORRUPTED_OR_LIMITED);
    await expect(codec.resume({ snapshot }, units)).rejects.toEqual(CORRUPTED_OR_LIMITED);
  });
});

describe('§7.2 version', () => {
  const withVersion = (version: string): Buffer =>
    Buffer.from(textOf(new SessionState(units)).replace('"version":11', `"version":${version}`));

  test.each(['true', '1.0', '11.0', '[]', '{}', 'null'])(
    '%s is none: Python takes some for a number, and crashes over others',
    (version) => {
      const snapshot = withVersion(version);
      expect(() => codec.resumeSync({ snapshot }, units)).toThrow(CORRUPTED);
    },
  );

  test.each(['0', '12', '-1', '"1"', '99999999999999999999'])(
    '%s is one that nobody knows',
    (version) => {
      const snapshot = withVersion(version);
      expect(() => codec.resumeSync({ snapshot }, units)).toThrow(
        expect.objectContaining({ code: 'INCOMPATIBLE_SESSION' }),
      );
    },
  );
});

describe('§7.3 order of steps', () => {
  test('the list of units stays the caller’s own: Python adds siblings and generated units to it', () => {
    const given: Unit[] = [resource, template(), withSibling()];
    const state = new SessionState([resource, template()]);
    state.updateJobResult('res', found('name: one\n'));
    state.updateDesiredJobs(['check-one']);
    const before = [...given];
    const resumed = resume(documentOf(state, 11), given);
    expect(resumed.jobs.has('check-one')).toBe(true);
    expect(given).toEqual(before);
  });
});

describe('§7.5 jobs and results', () => {
  test.each(['null', '{}', '"x"', '1'])('%s for the results of a job is corrupted', (value) => {
    const state = new SessionState(units);
    state.updateDesiredJobs(['a']);
    const text = textOf(state).replace('"results":{}', `"results":{"a":${value}}`);
    expect(() => codec.resumeSync({ snapshot: Buffer.from(text) }, units)).toThrow(CORRUPTED);
  });

  const ioLogFilename = '/session/io-logs/res.record.gz';
  const withLog = (): SessionDocument => {
    const readIoLog = (): Iterable<IoLogRecord> => [];
    const state = new SessionState([resource], { readIoLog });
    state.updateJobResult('res', new DiskJobResult({ outcome: 'pass', ioLogFilename }));
    return documentOf(state, 11);
  };

  test('a log of a resource job that is missing is a broken reference', () => {
    const ioLogs = { isFile: () => false, read: () => [] };
    expect(() => resume(withLog(), [resource], { location: '/session', ioLogs })).toThrow(
      expect.objectContaining({ code: 'BROKEN_REFERENCE', path: ioLogFilename }),
    );
  });

  test('so is one that can not even be asked for, such as by a name with a zero byte in it', () => {
    const isFile = (): never => {
      throw new TypeError('must be a string without null bytes');
    };
    const ioLogs = { isFile, read: () => [] };
    const context = { location: '/session', ioLogs };
    const refused = expect.objectContaining({ code: 'BROKEN_REFERENCE', path: ioLogFilename });
    expect(() => resume(withLog(), [resource], context)).toThrow(refused);
    const flags = ['file-reference-checks'];
    expect(() => resume(withLog(), [resource], { ...context, flags })).toThrow(refused);
  });

  test('one that is damaged is corruption, with what failed as its cause', () => {
    const cause = new Error('unexpected end of file');
    const read = (): never => {
      throw cause;
    };
    const ioLogs = { isFile: () => true, read };
    expect(() => resume(withLog(), [resource], { location: '/session', ioLogs })).toThrow(
      CORRUPTED,
    );
  });

  test.each([1, 2, 3])(
    'format %i resumes with a resource job that never ran: its result is stored, and nothing comes of it',
    (version) => {
      const state = new SessionState([resource, ...units]);
      state.updateDesiredJobs(['a']);
      const document = documentOf(state, version);
      expect(document.session.results['res']).toHaveLength(1);
      const resumed = resume(document, [resource, ...units]);
      expect(resumed.jobs.get('res')?.result.outcome).toBeNull();
      expect(resumed.resources.has('res')).toBe(false);
    },
  );

  test('and so in every later format, with output that nobody vouched for', () => {
    const state = new SessionState([resource]);
    state.updateJobResult('res', found('name: one\n'));
    const document = documentOf(state, 11);
    const [result] = document.session.results['res'] as { outcome: unknown }[];
    if (result) result.outcome = null;
    const resumed = resume(document, [resource]);
    expect(resumed.jobs.get('res')?.result.ioLog).toHaveLength(1);
    expect(resumed.resources.has('res')).toBe(false);
  });
});

describe('§7.8 mandatory and desired lists', () => {
  test('a mandatory job stands once among the desired ones, however often the session is saved and resumed', () => {
    let state = new SessionState(units);
    state.updateMandatoryJobs(['a']);
    state.updateDesiredJobs(['b']);
    for (let cycle = 0; cycle < 3; cycle += 1) {
      const document = documentOf(state, 11);
      expect(document.session.desired_job_list).toEqual(['a', 'b']);
      state = resume(document, units);
    }
    const repeated = documentOf(state, 11);
    repeated.session.desired_job_list = ['a', 'a', 'a', 'b'];
    expect(resume(repeated, units).desiredJobs.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('§7.10 system information', () => {
  test.each([
    ['no object', 1],
    ['no success', { tool_version: '1', outputs: { payload: 1, stderr: '' } }],
    ['no version', { success: true, outputs: { payload: 1, stderr: '' } }],
    ['no outputs', { tool_version: '1', success: true }],
    ['a success without payload', { tool_version: '1', success: true, outputs: { stderr: '' } }],
    ['a failure without return code', entry({ stdout: '', stderr: '' })],
    ['a return code that is text', entry({ stdout: '', stderr: '', return_code: '1' })],
  ])('an entry with %s is corrupted: Python crashes over it', (_, found) => {
    const document = documentOf(new SessionState(units), 11);
    document.session.system_information = { tool: found };
    expect(() => resume(document, units)).toThrow(CORRUPTED);
  });

  test('it is looked at last: whatever else is wrong is told before', () => {
    const document = documentOf(new SessionState(units), 11);
    document.session.system_information = { tool: 1 };
    document.session.desired_job_list = ['nobody'];
    expect(() => resume(document, units)).toThrow(/nobody/);
  });
});

describe('§10 no data', () => {
  test('zero bytes are a session that was never saved: its state is fresh, and the early callback sees it', async () => {
    const snapshot = new Uint8Array();
    const seen: SessionState[] = [];
    const context = { earlyCallback: (state: SessionState) => void seen.push(state) };
    const state = await codec.resume({ snapshot }, units, context);
    expect([...state.jobs.keys()]).toEqual(['a', 'b']);
    expect(seen).toEqual([state]);
    expect(codec.resumeSync({ snapshot }, units).metadata.title).toBeNull();
    expect((await codec.peek({ snapshot })).counts).toMatchObject({ jobs: 0, results: 0 });
  });

  test('but not where deltas stand behind them: there was a snapshot, and it is lost', async () => {
    const deltas = [Buffer.from('{"changes":[],"delta":1}')];
    const lost = { snapshot: new Uint8Array(), deltas };
    await expect(codec.resume(lost, units)).rejects.toEqual(CORRUPTED);
  });
});

interface SessionDocument {
  readonly session: {
    readonly jobs: Record<string, unknown>;
    readonly results: Record<string, unknown>;
    readonly metadata: Record<string, unknown>;
    desired_job_list: unknown;
    system_information?: unknown;
  };
}

function textOf(state: SessionState): string {
  return Buffer.from(codec.suspendSync(state)).toString();
}

function documentOf(state: SessionState, version: number): SessionDocument {
  const format = PLAINBOX_FORMATS[version - 1];
  if (format === undefined) throw new Error(`no format ${version}`);
  const written = createCodec({ format }).suspendSync(state, { allowLoss: true });
  return JSON.parse(gunzipSync(written).toString()) as SessionDocument;
}

function resume(
  document: SessionDocument,
  known: Iterable<Unit>,
  context: ResumeContext = {},
): SessionState {
  return codec.resumeSync({ snapshot: Buffer.from(JSON.stringify(document)) }, known, context);
}

function found(records: string): MemoryJobResult {
  const data = Buffer.from(records);
  return new MemoryJobResult({ outcome: 'pass', ioLog: [{ delay: 0, stream: 'stdout', data }] });
}

function entry(outputs: unknown): unknown {
  return { tool_version: '1', success: false, outputs };
}

function template(): TemplateUnit {
  return new TemplateUnit({
    unit: 'template',
    'template-resource': 'res',
    'template-id': 'each',
    id: 'check-{name}',
    plugin: 'shell',
    command: 'true {name}',
  });
}

function withSibling(): JobDefinition {
  const siblings = '[{"id": "second"}]';
  return new JobDefinition({ id: 'first', plugin: 'shell', command: 'true', siblings });
}
