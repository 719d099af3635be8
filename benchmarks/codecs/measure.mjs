// One measurement in a process of its own: measure.mjs NAME SIZE FILE. Prints one line of JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import { createCodec } from '@plainbox/codecs';
import { makeResult, makeState, makeUnits } from '../harness/session.mjs';

const [name, sizeText, file] = process.argv.slice(2);
const size = Number(sizeText);
const codec = createCodec();
const bare = createCodec({ envelope: [] });

const measurements = {
  /** Writes the session that the others read. */
  prepare() {
    const state = makeState(size);
    const text = bare.suspendSync(state);
    writeFileSync(file, codec.suspendSync(state));
    return { text: text.length };
  },

  'JSON.stringify'() {
    const data = JSON.parse(gunzipSync(readFileSync(file)).toString());
    return best(() => JSON.stringify(data));
  },

  suspend() {
    const state = makeState(size);
    return best(() => bare.suspendSync(state));
  },

  'read + gunzip + JSON.parse'() {
    return best(() => JSON.parse(gunzipSync(readFileSync(file)).toString()));
  },

  /** Validation and restore included, over jobs whose checksums are known. */
  resume() {
    const units = makeUnits(size);
    for (const unit of units) unit.checksum;
    return best(() => codec.resumeSync({ snapshot: readFileSync(file) }, units));
  },

  /** The first in a process: over new jobs, each of which has yet to be hashed. */
  'resume, first'() {
    const units = makeUnits(size);
    globalThis.gc();
    return { ms: timed(() => codec.resumeSync({ snapshot: readFileSync(file) }, units)) };
  },

  /** What resuming takes beyond what the jobs took. */
  memory() {
    const units = makeUnits(size);
    for (const unit of units) unit.checksum;
    globalThis.gc();
    const before = memory('VmRSS');
    writeFileSync('/proc/self/clear_refs', '5');
    const state = codec.resumeSync({ snapshot: readFileSync(file) }, units);
    const peak = memory('VmHWM');
    if (state.jobs.size !== size) throw new Error('not resumed');
    return { bytes: (peak - before) * 1024 };
  },

  delta() {
    const state = makeState(size);
    codec.suspendSync(state);
    const tracker = state.trackChanges();
    let at = 0;
    let bytes = 0;
    const one = () => {
      at += 1;
      state.updateJobResult(
        `suite/job-${String(at % size).padStart(6, '0')}`,
        makeResult(at + size),
      );
      const changes = tracker.take();
      const started = performance.now();
      bytes = codec.suspendChanges(changes, { state }).length;
      return performance.now() - started;
    };
    for (let warm = 0; warm < 2000; warm += 1) one();
    const times = Array.from({ length: 2000 }, one).sort((a, b) => a - b);
    return { ms: times[1000], bytes };
  },

  async peek() {
    const snapshot = readFileSync(file);
    const times = [];
    for (let round = 0; round < 20; round += 1) {
      const started = performance.now();
      await codec.peek({ snapshot });
      times.push(performance.now() - started);
    }
    return { ms: Math.min(...times) };
  },
};

/** The best of some runs: the least disturbed by the machine. */
function best(run) {
  const rounds = size > 50_000 ? 3 : 5;
  return { ms: Math.min(...Array.from({ length: rounds }, () => timed(run))) };
}

function timed(run) {
  globalThis.gc();
  const started = performance.now();
  run();
  return performance.now() - started;
}

function memory(field) {
  return Number(
    new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))[1],
  );
}

console.log(JSON.stringify(await measurements[name]()));
