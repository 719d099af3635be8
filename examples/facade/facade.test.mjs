// The program is killed after a step, and goes on with the next one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const place = mkdtempSync(join(tmpdir(), 'copy-photos-'));
const start = (killedAfter = '') =>
  spawnSync(process.execPath, ['copy-photos.mjs', place, killedAfter], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });

const killed = start('copy');
assert.equal(killed.signal, 'SIGKILL', killed.stderr);
assert.equal(killed.stdout, 'doing find\ndoing copy\n');
const resumed = start();
assert.equal(resumed.status, 0, resumed.stderr);
assert.equal(resumed.stdout, 'doing verify\n');
assert.equal(start().stdout, '');
rmSync(place, { recursive: true });
console.log('killed after "copy", went on with "verify"');
