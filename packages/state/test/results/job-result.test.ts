import { describe, expect, test } from 'vitest';
import {
  DiskJobResult,
  flatText,
  type IoLogRecord,
  imageType,
  isOutcome,
  JobResultBuilder,
  MemoryJobResult,
  OUTCOMES,
  textAttachment,
} from '../../src/index.js';

function record(text: string | Uint8Array, stream: IoLogRecord['stream'] = 'stdout'): IoLogRecord {
  return { delay: 0.5, stream, data: typeof text === 'string' ? Buffer.from(text) : text };
}

describe('a result', () => {
  test('is hollow when it says nothing: null and an empty log count as nothing, an empty comment does not', () => {
    expect(new MemoryJobResult().isHollow).toBe(true);
    expect(new MemoryJobResult({ outcome: null, ioLog: [] }).isHollow).toBe(true);
    expect(new DiskJobResult({ ioLogFilename: null }).isHollow).toBe(true);
    expect(new MemoryJobResult({ comments: '' }).isHollow).toBe(false);
    expect(new MemoryJobResult({ executionDuration: 0 }).isHollow).toBe(false);
    expect(new DiskJobResult({ ioLogFilename: 'x' }).isHollow).toBe(false);
  });

  test('equals another that says the same, whichever kind both are', () => {
    const fields = { outcome: 'pass', returnCode: 0, executionDuration: 1.5 } as const;
    expect(new MemoryJobResult(fields).equals(new DiskJobResult(fields))).toBe(true);
    expect(new MemoryJobResult(fields).equals(new MemoryJobResult())).toBe(false);
    const log = (text: string) => new MemoryJobResult({ ioLog: [record(text)] });
    expect(log('a').equals(log('a'))).toBe(true);
    expect(log('a').equals(log('b'))).toBe(false);
    expect(log('a').equals(new MemoryJobResult({ ioLog: [record('a', 'stderr')] }))).toBe(false);
    const reason = (id: string) =>
      new MemoryJobResult({
        skipReason: { relatedDependencies: [id], relatedResources: [], relatedManifests: [] },
      });
    expect(reason('a').equals(reason('a'))).toBe(true);
    expect(reason('a').equals(reason('b'))).toBe(false);
  });

  test('takes a return code of true for 1, as Python does', () => {
    const code = (returnCode: number | bigint | boolean) => new MemoryJobResult({ returnCode });
    expect(code(true).equals(code(1))).toBe(true);
    expect(code(false).equals(code(1))).toBe(false);
    expect(code(2n ** 70n).equals(code(2n ** 70n))).toBe(true);
  });

  test('shows comments without escape sequences and keeps them as they were given', () => {
    const comments = '\u001b[31mred\u001b[0m \u009b1mbold';
    const result = new MemoryJobResult({ comments });
    expect(result.comments).toBe('red bold');
    expect(result.rawComments).toBe(comments);
  });

  test('carries an outcome that nobody knows', () => {
    const result = new MemoryJobResult({ outcome: 'postponed' as never });
    expect(result.outcome).toBe('postponed');
    expect(`${result}`).toBe('postponed');
    expect(`${new MemoryJobResult()}`).toBe('none');
  });

  test('reads its log from memory, or by the reader that is handed in', () => {
    const log = [record('a')];
    expect(new MemoryJobResult({ ioLog: log }).readIoLog()).toBe(log);
    const disk = new DiskJobResult({ ioLogFilename: 'job.record.gz' });
    expect(disk.readIoLog((filename) => (filename === 'job.record.gz' ? log : []))).toBe(log);
    expect(disk.stdoutFilename).toBe('job.stdout');
    expect([...new DiskJobResult().readIoLog(() => log)]).toEqual([]);
  });
});

describe('the text of a log', () => {
  test('joins both streams, so that a character may span records', () => {
    const euro = Buffer.from('€');
    const log = [record(euro.subarray(0, 1)), record(euro.subarray(1), 'stderr')];
    expect(flatText(log)).toBe('€');
    expect(new MemoryJobResult({ ioLog: log }).ioLogAsFlatText).toBe('€');
  });

  test('shows bytes that are no UTF-8, and hides control characters but white space', () => {
    expect(flatText([record(Uint8Array.of(0x61, 0xff, 0x62))])).toBe('a\ufffdb');
    expect(flatText([record('\u001b[1m\u0000a\tb\r\nc\u000bd\u000c\u007f\u0085')])).toBe(
      '[1ma\tb\r\nc\u000bd',
    );
    expect(flatText([record('\ufeffa')])).toBe('\ufeffa');
  });

  test('is an attachment only if all of stdout is UTF-8', () => {
    const log = [record('a'), record(Uint8Array.of(0xff), 'stderr'), record('b')];
    expect(textAttachment(log)).toBe('ab');
    expect(new MemoryJobResult({ ioLog: log }).ioLogAsTextAttachment).toBe('ab');
    expect(textAttachment([record(Uint8Array.of(0xff))])).toBe('');
    expect(textAttachment([record(Uint8Array.of(0xe2))])).toBe('');
  });

  test('may be an image', () => {
    expect(imageType(Buffer.from('89504e470d0a1a0a00', 'hex'))).toBe('png');
    expect(imageType(Buffer.from('RIFF1234WEBP'))).toBe('webp');
    expect(imageType(Buffer.from('plain'))).toBe('');
  });
});

describe('a builder', () => {
  test('gives a result in memory, or on disk once a file is named', () => {
    const builder = new JobResultBuilder();
    builder.outcome = 'pass';
    expect(builder.build()).toBeInstanceOf(MemoryJobResult);
    builder.ioLogFilename = 'job.record.gz';
    expect(builder.build()).toBeInstanceOf(DiskJobResult);
  });

  test('refuses a log both in memory and on disk', () => {
    const builder = new JobResultBuilder();
    builder.ioLog = [record('a')];
    builder.ioLogFilename = 'job.record.gz';
    expect(() => builder.build()).toThrow(expect.objectContaining({ code: 'BAD_RESULT' }));
  });

  test.each([
    { outcome: 1 },
    { executionDuration: '1' },
    { comments: 1 },
    { returnCode: 1.5 },
    { ioLog: 'text' },
    { ioLogFilename: 1 },
    { skipReason: 'text' },
  ])('refuses what only untyped callers can set: %j', (fields) => {
    const builder = Object.assign(new JobResultBuilder(), fields);
    const [field = ''] = Object.keys(fields);
    expect(() => builder.build()).toThrow(expect.objectContaining({ code: 'BAD_RESULT' }));
    expect(() => builder.build()).toThrow(field);
  });

  test('puts each comment on a line of its own', () => {
    const builder = new JobResultBuilder().addComment('a').addComment('b');
    expect(builder.build().comments).toBe('a\nb');
  });

  test('is the same again after a round through a result', () => {
    const builder = new JobResultBuilder();
    builder.outcome = 'fail';
    builder.executionDuration = 1.5;
    builder.returnCode = 1;
    builder.comments = '\u001b[1mraw';
    builder.ioLog = [record('a')];
    builder.skipReason = { relatedDependencies: ['a'], relatedResources: [], relatedManifests: [] };
    expect(JobResultBuilder.from(builder.build())).toEqual(builder);
    expect(JobResultBuilder.from(new MemoryJobResult())).toEqual(new JobResultBuilder());
    const disk = new DiskJobResult({ ioLogFilename: 'x', outcome: 'pass' });
    expect(JobResultBuilder.from(disk).build().equals(disk)).toBe(true);
  });
});

describe('outcomes', () => {
  test('are known with the coarser one that reports use', () => {
    const exported = [...OUTCOMES].map(([outcome, { exportedAs }]) => [outcome, exportedAs]);
    expect(Object.fromEntries(exported)).toEqual({
      null: null,
      pass: 'pass',
      fail: 'fail',
      skip: 'skip',
      'skipped-dependency': 'skip',
      'skipped-resource': 'skip',
      'skipped-manifest': 'skip',
      'not-supported': 'skip',
      'not-implemented': 'skip',
      undecided: 'skip',
      crash: 'fail',
    });
    expect(OUTCOMES.get('crash')).toMatchObject({ color: '#FF0000', ansiStyle: '41;37;1' });
    expect(OUTCOMES.get(null)).toMatchObject({ sigil: ' ', ansiStyle: null });
  });

  test('are told from other texts', () => {
    expect(isOutcome('pass')).toBe(true);
    expect(isOutcome(null)).toBe(true);
    expect(isOutcome('postponed')).toBe(false);
    expect(isOutcome(undefined)).toBe(false);
  });
});
