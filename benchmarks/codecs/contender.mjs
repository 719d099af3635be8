// What takes part: one step of writing or reading a session of a size, or the bare step that it is compared with.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createCodec } from '@plainbox/codecs';
import { makeResult, makeState, makeUnits } from '../harness/session.mjs';

const codec = createCodec();
const bare = createCodec({ envelope: [] });

const CONTENDERS = {
  /** The data of the session, as JSON.parse gives them. */
  'JSON.stringify': ({ file }) => {
    const data = JSON.parse(gunzipSync(readFileSync(file)).toString());
    return { run: () => JSON.stringify(data) };
  },

  suspend: ({ size }) => {
    const state = makeState(size);
    return { run: () => bare.suspendSync(state) };
  },

  'read + gunzip + JSON.parse': ({ file }) => ({
    run: () => JSON.parse(gunzipSync(readFileSync(file)).toString()),
  }),

  /** Validation and restore included, over jobs whose checksums are known. */
  resume: ({ size, file }) => {
    const units = hashed(makeUnits(size));
    return { run: () => codec.resumeSync({ snapshot: readFileSync(file) }, units) };
  },

  /** Over jobs that were just defined: each has yet to be hashed, to see whether it is still the same. */
  'resume, jobs unhashed': ({ size, file }) => ({
    before: () => makeUnits(size),
    run: (units) => codec.resumeSync({ snapshot: readFileSync(file) }, units),
  }),

  /** One more result, to be written as a delta. */
  delta: ({ size }) => {
    const state = makeState(size);
    codec.suspendSync(state);
    const tracker = state.trackChanges();
    const facts = { bytes: 0 };
    let at = 0;
    const before = () => {
      at += 1;
      const id = `suite/job-${String(at % size).padStart(6, '0')}`;
      state.updateJobResult(id, makeResult(at + size));
      return tracker.take();
    };
    const write = (changes) => codec.suspendChanges(changes, { state });
    for (let warm = 0; warm < 2000; warm += 1) facts.bytes = write(before()).length;
    return { before, run: write, facts };
  },

  peek: ({ file }) => ({ run: () => codec.peek({ snapshot: readFileSync(file) }) }),

  /** Bytes of memory that resuming takes at its peak, beyond what the jobs take. */
  memory: ({ size, file }) => {
    const units = hashed(makeUnits(size));
    return measuring(() => codec.resumeSync({ snapshot: readFileSync(file) }, units));
  },

  'memory, not optimized': (parameters) => CONTENDERS.memory(parameters),

  /** The same of the bare steps. */
  'memory, bare': ({ file }) =>
    measuring(() => JSON.parse(gunzipSync(readFileSync(file)).toString())),
};

/** @param {{ name: keyof typeof CONTENDERS, size: number, file: string }} parameters */
export async function prepare(parameters) {
  return CONTENDERS[parameters.name](parameters);
}

/** What the process grows by, at its peak. Linux tells. */
function measuring(step) {
  return {
    measure: () => {
      globalThis.gc();
      writeFileSync('/proc/self/clear_refs', '5');
      const before = ofProcess('VmHWM');
      const made = step();
      const grown = ofProcess('VmHWM') - before;
      if (made === undefined) throw new Error('nothing was made');
      return grown;
    },
  };
}

function hashed(units) {
  for (const unit of units) unit.checksum;
  return units;
}

function ofProcess(field) {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) * 1024;
}
