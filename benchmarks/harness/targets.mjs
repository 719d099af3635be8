import { printTable, styled } from './table.mjs';
import { formatRatio } from './units.mjs';

/**
 * What a benchmark is to show.
 *
 * @typedef {object} Target
 * @property {string} name
 * @property {number} value  what was measured
 * @property {number} [atMost]  the target, if less is better
 * @property {number} [atLeast]  the target, if more is better
 * @property {(value: number) => string} [format]  a ratio unless told otherwise
 */

/** @param {Target} target */
export function isMet({ value, atMost = Infinity, atLeast = -Infinity }) {
  return value <= atMost && value >= atLeast;
}

/**
 * Prints value, target and verdict of each; tells whether all are met.
 *
 * @param {readonly Target[]} targets
 */
export function printTargets(targets) {
  const rows = targets.map((target) => {
    const { name, value, atMost, atLeast, format = formatRatio } = target;
    const wanted = atMost === undefined ? `≥ ${format(atLeast)}` : `≤ ${format(atMost)}`;
    return [
      name,
      format(value),
      wanted,
      isMet(target) ? styled('green', 'ok') : styled('red', 'NOT MET'),
    ];
  });
  printTable('Targets', [['target', 'value', 'wanted', ''], ...rows]);
  const met = targets.filter(isMet).length;
  console.log(`\n${met} of ${targets.length} targets met`);
  return met === targets.length;
}
