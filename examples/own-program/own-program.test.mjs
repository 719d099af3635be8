// The program is killed in the middle of a step, and a new one goes on: no finished step is done again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const place = mkdtempSync(join(tmpdir(), 'count-words-'));
const texts = join(place, 'texts');
mkdirSync(texts);
for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(texts, name), `some words of ${name}`);

async function start({ killedAfter, version = '1' } = {}) {
  const child = spawn(process.execPath, ['count-words.mjs', place, texts, version], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === killedAfter) child.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  return { code, signal, lines };
}
const begun = () => readFileSync(join(place, 'begun'), 'utf8').split('\n').filter(Boolean);

const killed = await start({ killedAfter: 'count/b: pass' });
assert.equal(killed.signal, 'SIGKILL');
const resumed = await start();
assert.equal(resumed.code, 0);
assert.ok(!resumed.lines.includes('count/a: pass') && !resumed.lines.includes('count/b: pass'));
assert.equal(resumed.lines.at(-1), '16 words in all');
assert.deepEqual(
  begun().filter((file) => 'ab'.includes(file)),
  ['a', 'b'],
);

const again = await start();
assert.deepEqual(again.lines, ['16 words in all']);

// Other words are counted, and summed up anew.
writeFileSync(join(texts, 'a'), 'many more words of a');
const raised = await start({ version: '2' });
assert.equal(raised.lines.at(-1), '17 words in all');

// Without one of the texts it goes on with the others.
rmSync(join(texts, 'd'));
const fewer = await start({ version: '2' });
assert.equal(fewer.lines.at(-1), '13 words in all');
rmSync(place, { recursive: true });
console.log('killed after "count/b", went on, and did no finished step again');
