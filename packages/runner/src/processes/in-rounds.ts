/** A job that starts processes faster than that is not hunted for ever. */
const MOST_ROUNDS = 20;

/**
 * Kills once, and once more while there was somebody new, who was started while the others were looked for.
 *
 * @param kill returns whether it has found anybody who was not known before.
 */
export function inRounds(kill: () => boolean): void {
  for (let round = 0; kill() && round < MOST_ROUNDS; round += 1);
}
