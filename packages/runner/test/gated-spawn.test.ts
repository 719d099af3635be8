import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { spawnGated } from '../src/processes/gated-spawn.js';

test('a command begins when it is let, with nothing open in it that others have not', async () => {
  const args = ['-c', 'echo $0; ls /proc/self/fd'];
  const { child, open } = spawnGated('bash', args, {});
  open();
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  await once(child, 'close');
  const plain = spawnSync('bash', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  expect(Buffer.concat(chunks).toString()).toBe(plain.stdout.toString());
});

test('a command never begins if whoever was to let it has died', async () => {
  const { child } = spawnGated('bash', ['-c', 'echo begun'], {});
  child.stdio[3]?.destroy();
  let printed = '';
  child.stdout?.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'close');
  expect({ code, printed }).toEqual({ code: 1, printed: '' });
});
