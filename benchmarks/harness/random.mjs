/**
 * @typedef {object} Random
 * @property {() => number} next  from 0 to below 1
 * @property {<T>(items: readonly T[]) => T[]} shuffle  a new array
 */

/**
 * Random numbers that a seed repeats (mulberry32), so that a run can be done again in the same order.
 *
 * @param {number} seed
 * @returns {Random}
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const shuffle = (items) => {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const chosen = Math.floor(next() * (last + 1));
      [shuffled[last], shuffled[chosen]] = [shuffled[chosen], shuffled[last]];
    }
    return shuffled;
  };
  return { next, shuffle };
}
