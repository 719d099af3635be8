// What plainbox (Python) does at each checkpoint: everything anew, zipped, under another name, renamed, both synced.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { plainChanges } from '../changes.mjs';
import { plainSession } from '../plain-session.mjs';

export function prepare({ folder, size }) {
  const document = plainSession(size);
  const { results } = document.session;
  return {
    before: plainChanges(size),
    run({ id, result }) {
      results[id] = [result];
      const bytes = gzipSync(JSON.stringify(document), { level: 9 });
      const draft = openSync(join(folder, 'session.tmp'), 'w');
      for (let at = 0; at < bytes.length; ) at += writeSync(draft, bytes, at);
      fsyncSync(draft);
      closeSync(draft);
      renameSync(join(folder, 'session.tmp'), join(folder, 'session'));
      const directory = openSync(folder, 'r');
      fsyncSync(directory);
      closeSync(directory);
    },
  };
}
