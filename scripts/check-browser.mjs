// Runs the tests of the browser entry in Chromium, which is installed by apt where it is missing and that can be done.
//   node scripts/check-browser.mjs
// PLAINBOX_BROWSER names another Chromium.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

const run = (command, args, env = {}) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;

function findBrowser() {
  const given = process.env.PLAINBOX_BROWSER;
  if (given) return existsSync(given) ? given : undefined;
  if (!existsSync(DEBIAN_CHROMIUM) && process.getuid?.() === 0) {
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
    run('apt-get', install, quiet) ||
      (run('apt-get', ['update', '-q']) && run('apt-get', install, quiet));
  }
  return existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : undefined;
}

const browser = findBrowser();
if (browser === undefined) {
  console.error('There is no Chromium: install it, or name one in PLAINBOX_BROWSER');
  process.exit(1);
}
const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'packages/codecs/test/browser'];
const passed = run(process.execPath, vitest, {
  PLAINBOX_BROWSER: browser,
  TEST_REPORT_NAME: 'browser',
});
process.exit(passed ? 0 : 1);
