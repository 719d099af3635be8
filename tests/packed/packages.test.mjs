// What one who installs the packages finds: every entry can be imported, required and typed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const manifest = (name) =>
  JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8'));
const packages = Object.keys(
  JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies,
).filter((name) => name.startsWith('@plainbox/'));
const entries = packages.flatMap((name) =>
  Object.keys(manifest(name).exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => name + entry.slice(1)),
);

test('all nine packages are installed', () => {
  const expected = [
    'cli',
    'codecs',
    'manager',
    'reports',
    'runner',
    'session',
    'state',
    'storage',
    'units',
  ];
  assert.deepEqual(packages.map((name) => name.slice('@plainbox/'.length)).sort(), expected);
});

for (const entry of entries) {
  test(`import('${entry}') gives the public names`, async () => {
    assert.ok(Object.keys(await import(entry)).length > 0);
  });

  test(`require('${entry}') gives the same names as import`, async () => {
    const required = Object.keys(require(entry)).filter((name) => name !== '__esModule');
    const imported = Object.keys(await import(entry));
    assert.deepEqual(required.sort(), imported.sort());
  });
}

test('no package carries sources, tests or the condition of the workspace', () => {
  for (const name of packages) {
    const text = JSON.stringify(manifest(name));
    assert.ok(!text.includes('@plainbox/source'), name);
    assert.ok(!text.includes('workspace:'), name);
    assert.ok(!text.includes('catalog:'), name);
  }
});

test('the declarations are enough for a strict TypeScript program', () => {
  const tsc = join(here, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', here], { stdio: 'inherit' });
});

test('the command plainbox runs', () => {
  const bin = join(here, 'node_modules', '.bin', 'plainbox');
  const version = execFileSync(bin, ['--version'], { encoding: 'utf8' }).trim();
  assert.equal(version, manifest('@plainbox/cli').version);
});
