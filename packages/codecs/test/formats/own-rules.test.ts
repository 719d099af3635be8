// A format's rules are those of what it writes, and of what it reads.
import { DiskJobResult, SessionState } from '@plainbox/state';
import { expect, test } from 'vitest';
import { jobOf } from '../../src/conformance/sample-sessions.js';
import { createCodec, defineFormat, type FormatRules, formatV11 } from '../../src/index.js';

const LOG = '/sessions/one/io-logs/a.record.gz';
const location = '/sessions/one';
const verbatim: FormatRules = { logPaths: 'verbatim', metadataFirst: false };

function withLog(): SessionState {
  const state = new SessionState([jobOf('a')]);
  state.updateJobResult('a', new DiskJobResult({ outcome: 'pass', ioLogFilename: LOG }));
  return state;
}

function logOf(state: SessionState): unknown {
  const result = state.jobs.get('a')?.result;
  return result instanceof DiskJobResult ? result.ioLogFilename : undefined;
}

test('a log whose name is relative in a format of verbatim names stays relative', () => {
  const format = defineFormat({ version: 'com.acme.verbatim/1', rules: verbatim });
  const codec = createCodec({ format, envelope: [] });
  const state = withLog();
  const text = Buffer.from(codec.suspendSync(state, { location })).toString();
  expect(text).toContain(`"${LOG}"`);
  const snapshot = Buffer.from(text.replace(LOG, 'io-logs/a.record.gz'));
  expect(logOf(codec.resumeSync({ snapshot }, state.units, { location }))).toBe(
    'io-logs/a.record.gz',
  );
});

test('the order of steps is that of the rules: of two faults it decides which is told', () => {
  const faulty = (rules: FormatRules): string => {
    const codec = createCodec({
      format: defineFormat({ version: 'com.acme.order/1', rules }),
      envelope: [],
    });
    const text = Buffer.from(codec.suspendSync(withLog(), { location })).toString();
    return text.replace('"title":null', '"title":1').replace('"outcome":"pass"', '"outcome":1');
  };
  const faultOf = (rules: FormatRules): unknown => {
    const format = defineFormat({ version: 'com.acme.order/1', rules });
    const codec = createCodec({ format, envelope: [] });
    try {
      return codec.resumeSync({ snapshot: Buffer.from(faulty(rules)) }, [jobOf('a')], { location });
    } catch (error) {
      return String(error);
    }
  };
  expect(faultOf(verbatim)).toContain('outcome');
  expect(faultOf({ ...verbatim, metadataFirst: true })).toContain('title');
});

test('a format that names no rules leaves them to what it reads as', () => {
  const format = defineFormat({
    version: 'com.acme.verbatim/1',
    read: (document) => ({ ...formatV11.read(document), rules: verbatim }),
  });
  const document = new Map([['session', new Map()]]);
  expect(format.read(document).rules).toBe(verbatim);
});
