// Runs the tests on several versions of Node, whose binaries come from the npm registry.
//   node scripts/node-matrix.mjs 20 22 24 26        on each of them
//   node scripts/node-matrix.mjs --others 20 26     on those that are not the running one
//   … -- --project packages                         with options for vitest
import { spawnSync } from 'node:child_process';

const releases = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };
const platform = process.platform === 'win32' ? 'win' : process.platform;
const running = process.versions.node.split('.')[0];

const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const vitestOptions = words.slice(end + 1);
const others = words[0] === '--others';
const majors = words.slice(others ? 1 : 0, end).filter((major) => !others || major !== running);
const unknown = majors.filter((major) => !(major in releases));
if (unknown.length > 0 || (majors.length === 0 && !others)) {
  console.error(`usage: node-matrix.mjs [--others] ${Object.keys(releases).join(' ')}`);
  process.exit(2);
}

const outcomes = majors.map((major) => {
  const binary = `node-${platform}-${process.arch}@${releases[major]}`;
  console.log(`\nNode ${releases[major]}`);
  const { status } = spawnSync(
    'npx',
    ['--yes', '-p', binary, 'node', 'node_modules/vitest/vitest.mjs', 'run', ...vitestOptions],
    { stdio: 'inherit', env: { ...process.env, TEST_REPORT_NAME: `node-${major}` } },
  );
  return { major, passed: status === 0 };
});
for (const { major, passed } of outcomes) {
  console.log(`Node ${releases[major]}: ${passed ? 'passed' : 'FAILED'}`);
}
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;
