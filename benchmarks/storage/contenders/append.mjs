// The limit: the bytes of one checkpoint at the end of an open file, and the flush that makes them durable.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createCodec } from '@plainbox/codecs';
import { makeResult, makeState } from '../../harness/session.mjs';
import { jobId } from '../plain-session.mjs';

/** What the journal puts around a delta: checksum, numbers, separators. */
const SEAL = 20;

export function prepare({ folder }) {
  const bytes = Buffer.alloc(lengthOfDelta() + SEAL, 'x');
  const file = openSync(join(folder, 'file'), 'w');
  return {
    facts: { bytes: bytes.length },
    run() {
      writeSync(file, bytes);
      fdatasyncSync(file);
    },
    close: () => closeSync(file),
  };
}

function lengthOfDelta() {
  const size = 10;
  const codec = createCodec();
  const state = makeState(size);
  codec.suspendSync(state);
  const changes = state.trackChanges();
  state.updateJobResult(jobId(1), makeResult(size));
  return codec.suspendChanges(changes.take(), { state }).length;
}
