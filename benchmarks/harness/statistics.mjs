import { median, quantile } from 'd3-array';

/**
 * The median of all samples of a run.
 *
 * @param {import('./race.mjs').Run} run
 */
export function p50(run) {
  return median(run.rounds.flat());
}

/**
 * The 99th percentile of all samples of a run; of fewer than a hundred it is the maximum.
 *
 * @param {import('./race.mjs').Run} run
 */
export function p99(run) {
  return quantile(run.rounds.flat(), 0.99);
}

/**
 * How many times longer one run took than another of the same race. The medians of the two are divided round by
 * round, where the machine was the same for both, and the median of those ratios counts.
 *
 * @param {import('./race.mjs').Run} run
 * @param {import('./race.mjs').Run} base
 */
export function ratio(run, base) {
  return median(
    run.rounds.flatMap((samples, round) => {
      const baseSamples = base.rounds[round] ?? [];
      return samples.length > 0 && baseSamples.length > 0
        ? [median(samples) / median(baseSamples)]
        : [];
    }),
  );
}

/**
 * What is kept of a run in a results file.
 *
 * @param {import('./race.mjs').Run} run
 */
export function summarize(run) {
  return { samples: run.rounds.flat().length, p50: p50(run), p99: p99(run), ...run.facts };
}
