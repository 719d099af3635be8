import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileSystemRepository } from '../src/index.js';
import { bundle } from './processes/program.js';
import { loadText } from './records.js';
import { temporaryPlace } from './temporary-place.js';

const isRoot = process.getuid?.() === 0;
/** Run by root's own Node, which others may not be able to start (it may lie in root's home). */
const BECOME_SOMEBODY =
  'data:text/javascript,process.setgroups([]);process.setgid(23456);process.setuid(23456)';

let program: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  program = await bundle('needy');
});
afterAll(() => program.discard());

test.skipIf(process.platform === 'win32')(
  'a process that really can open no more files is told so, and goes on once it can',
  async () => {
    const place = temporaryPlace();
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -n 64; exec "$@"',
      'sh',
      process.execPath,
      program.path,
      place,
    ]);
    expect(stdout.split('\n')).toEqual(['done', 'done', 'TOO_MANY_FILES', 'done', '']);
    const repository = fileSystemRepository(place);
    for await (const { id } of repository.list()) {
      expect(await loadText(await repository.open(id, { readOnly: true }))).toBe('S@2');
    }
  },
);

test.skipIf(!isRoot)(
  'a user who really may not write there is told so (to become one takes root)',
  async () => {
    const place = temporaryPlace();
    chmodSync(dirname(program.path), 0o755);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      BECOME_SOMEBODY,
      program.path,
      place,
    ]);
    expect(stdout).toBe('ACCESS_DENIED\n');
  },
);
