// Every example runs against the installed packages, by the same command that its README gives.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

const folder = join(import.meta.dirname, 'examples');
const examples = readdirSync(folder).filter((name) =>
  existsSync(join(folder, name, 'package.json')),
);

test('there are examples', () => assert.ok(examples.length > 0));

for (const name of examples) {
  test(`examples/${name}: npm test`, () => {
    const { status, stdout, stderr } = spawnSync('npm', ['test', '--silent'], {
      cwd: join(folder, name),
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  });
}
