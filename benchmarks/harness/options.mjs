import { parseArgs } from 'node:util';
import { seededRandom } from './random.mjs';

/** The options that each benchmark takes: `--quick`, and `--seed N` to repeat an order. */
export function readOptions() {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed is a number, not ${values.seed}`);
  return { quick: values.quick, seed, random: seededRandom(seed) };
}
