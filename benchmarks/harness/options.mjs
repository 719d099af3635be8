import { parseArgs } from 'node:util';
import { seededRandom } from './random.mjs';

/**
 * The options that each benchmark takes: `--quick`, `--seed N` to repeat an order, and `--readme` to put the result into the
 * README of the project.
 */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed is a number, not ${values.seed}`);
  return { quick: values.quick, readme: values.readme, seed, random: seededRandom(seed) };
}
