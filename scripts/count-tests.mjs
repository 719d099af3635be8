// Adds up the tests of all reports in a folder, and the checks around them: "N passed, N failed".
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, checksPassed, checksFailed] = process.argv.slice(2);
let passed = Number(checksPassed);
let failed = Number(checksFailed);
for (const name of readdirSync(folder).sort()) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  console.log(`${name}: ${report.numPassedTests} passed, ${report.numFailedTests} failed tests`);
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  tellFailures(report);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Told here once more: of a long log only the end may be kept. */
function tellFailures({ testResults = [] }) {
  for (const { name: file, message, assertionResults } of testResults) {
    if (message && assertionResults.length === 0) console.log(`FAILED ${file}\n${begin(message)}`);
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status !== 'failed') continue;
      console.log(`FAILED ${file} > ${fullName}\n${begin(failureMessages.join('\n'))}`);
    }
  }
}

function begin(message) {
  return message.split('\n', 12).join('\n').slice(0, 1500);
}
