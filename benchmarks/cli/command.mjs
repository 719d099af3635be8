// Runs one command line in a process of its own, to its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * @param {object} parameters
 * @param {readonly string[]} parameters.words  of Node
 * @param {Record<string, string>} [parameters.env]
 * @param {number} [parameters.exitCode]  that it is to end with
 */
export async function prepare({ words, env = {}, exitCode = 0 }) {
  return {
    async run() {
      const child = spawn(process.execPath, words, {
        stdio: 'ignore',
        env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
      });
      const [code] = await once(child, 'exit');
      if (code !== exitCode) throw new Error(`${words.join(' ')} ended with ${code}`);
    },
  };
}
