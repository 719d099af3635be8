// A check that can't fail proves nothing: this adds forbidden imports to a copy of the workspace
// and demands that each is refused, after the untouched copy has passed.
import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const copy = fs.mkdtempSync(join(tmpdir(), 'plainbox-boundaries-'));

const forbidden = [
  { from: 'state', to: 'codecs' },
  { from: 'storage', to: 'state' },
  { from: 'codecs', to: 'storage' },
  { from: 'units', to: 'manager' },
  { from: 'manager', to: 'runner' },
  { from: 'session', to: 'runner' },
  { from: 'runner', to: 'cli' },
  { from: 'reports', to: 'manager' },
  { from: 'codecs', to: 'reports' },
];

function boundaries() {
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const run = spawnSync(turbo, ['boundaries'], { cwd: copy, encoding: 'utf8' });
  // The report is wrapped to the width of a terminal: compare it without white space.
  const output = `${run.stdout}${run.stderr}`.replace(/[\s|]+/g, '');
  return { accepted: run.status === 0, output };
}

function refusedForItsLayer({ from, to }) {
  const { accepted, output } = boundaries();
  const reason = `taglistedindenylistfor\`@plainbox/${from}\`:\`layer:${to}\``;
  return !accepted && output.includes(reason);
}

function relativeImportRefused() {
  const source = join(copy, 'packages/state/src/forbidden-import.ts');
  fs.writeFileSync(source, "export * from '../../codecs/src/index.ts';\n");
  const { accepted, output } = boundaries();
  fs.removeSync(source);
  return !accepted && output.includes('leavesthepackage');
}

function withImport({ from, to }, judge) {
  const manifestPath = join(copy, 'packages', from, 'package.json');
  const manifest = fs.readFileSync(manifestPath, 'utf8');
  const source = join(copy, 'packages', from, 'src', 'forbidden-import.ts');
  const parsed = JSON.parse(manifest);
  parsed.dependencies = { ...parsed.dependencies, [`@plainbox/${to}`]: 'workspace:*' };
  fs.writeFileSync(manifestPath, JSON.stringify(parsed));
  fs.writeFileSync(source, `export * from '@plainbox/${to}';\n`);
  try {
    return judge();
  } finally {
    fs.writeFileSync(manifestPath, manifest);
    fs.removeSync(source);
  }
}

try {
  const files = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  for (const file of files.split('\0').filter((name) => name && !name.includes('/golden/'))) {
    if (fs.existsSync(join(root, file))) fs.copySync(join(root, file), join(copy, file));
  }
  execFileSync('git', ['init', '-q'], { cwd: copy });
  fs.symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

  const untouched = boundaries();
  if (!untouched.accepted)
    throw new Error(`the untouched workspace is refused:\n${untouched.output}`);
  const verdicts = forbidden.map((direction) => ({
    name: `${direction.from} → ${direction.to}`,
    refused: withImport(direction, () => refusedForItsLayer(direction)),
  }));
  verdicts.push({ name: 'relative import into another package', refused: relativeImportRefused() });
  for (const { name, refused } of verdicts) {
    console.log(`${name}: ${refused ? 'refused' : 'ACCEPTED'}`);
  }
  process.exitCode = verdicts.every(({ refused }) => refused) ? 0 : 1;
} finally {
  fs.removeSync(copy);
}
