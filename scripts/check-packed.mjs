// Packs every package, checks the tarballs, installs them in a folder outside the workspace as a user
// would, and runs there: tests/packed/*.test.mjs, and the examples with their own dependencies.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const outside = fs.mkdtempSync(join(tmpdir(), 'plainbox-packed-'));
const tarballs = join(outside, 'tarballs');
const consumer = join(outside, 'consumer');

function run(command, args, cwd = root, options = {}) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', ...options });
  if (result.status !== 0) {
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
    throw new Error(`${[command, ...args].join(' ')} ended with ${result.status}\n${output}`);
  }
  return result.stdout ?? '';
}

function pack(folder) {
  const { filename } = JSON.parse(
    run(bin('pnpm'), ['pack', '--json', '--pack-destination', tarballs], folder),
  );
  return filename;
}

function checkTarball(tarball) {
  run(bin('publint'), ['run', tarball, '--strict']);
  run(bin('attw'), [tarball, '--profile', 'esm-only', '--no-emoji']);
}

function thirdPartyDependencies(folder) {
  const { dependencies = {}, devDependencies = {} } = fs.readJsonSync(join(folder, 'package.json'));
  return Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name]) => !name.startsWith('@plainbox/'),
  );
}

try {
  run(bin('turbo'), ['run', 'build', '--output-logs=errors-only']);
  fs.ensureDirSync(tarballs);
  const dependencies = {};
  for (const name of fs.readdirSync(join(root, 'packages')).sort()) {
    const folder = join(root, 'packages', name);
    const { exports, name: packageName } = fs.readJsonSync(join(folder, 'package.json'));
    const tarball = pack(folder);
    // The command has no module to import, hence nothing for these two to resolve.
    if (exports['.']) checkTarball(tarball);
    dependencies[packageName] = `file:${tarball}`;
    console.log(`packed and checked ${packageName}`);
  }

  fs.copySync(join(root, 'tests', 'packed'), consumer);
  const examples = join(root, 'examples');
  for (const name of fs.readdirSync(examples).sort()) {
    const folder = join(examples, name);
    fs.copySync(folder, join(consumer, 'examples', name), {
      filter: (path) => !path.includes('node_modules'),
    });
    if (fs.existsSync(join(folder, 'package.json'))) {
      Object.assign(dependencies, Object.fromEntries(thirdPartyDependencies(folder)));
    }
  }
  const { devDependencies } = fs.readJsonSync(join(root, 'package.json'));
  dependencies.typescript = devDependencies.typescript7;
  dependencies['@types/node'] = '^20.19.0';
  fs.writeJsonSync(join(consumer, 'package.json'), { private: true, type: 'module', dependencies });
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], consumer);
  console.log(`installed outside the workspace: ${Object.keys(dependencies).length} dependencies`);

  const tests = fs.readdirSync(consumer).filter((name) => name.endsWith('.test.mjs'));
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--test', '--test-reporter=tap', ...tests.map((name) => join(consumer, name))],
    { cwd: consumer, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  console.log(stdout);
  const count = (kind) => Number(stdout.match(new RegExp(`^# ${kind} (\\d+)$`, 'm'))?.[1] ?? 0);
  if (process.env.TEST_REPORT_DIR) {
    fs.writeJsonSync(join(process.env.TEST_REPORT_DIR, 'packed.json'), {
      numPassedTests: count('pass'),
      numFailedTests: count('fail'),
    });
  }
  process.exitCode = status === 0 && count('pass') > 0 ? 0 : 1;
} finally {
  if (process.env.KEEP_PACKED) console.log(`kept: ${outside}`);
  else fs.removeSync(outside);
}
