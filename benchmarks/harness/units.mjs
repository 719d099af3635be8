/** A duration for people. */
export function formatMicroseconds(value) {
  if (value < 100) return `${value.toFixed(1)} µs`;
  if (value < 10_000) return `${value.toFixed(0)} µs`;
  if (value < 100_000) return `${(value / 1000).toFixed(1)} ms`;
  return `${(value / 1000).toFixed(0)} ms`;
}

/** A ratio for people: `x1.07`. */
export function formatRatio(value) {
  if (!Number.isFinite(value)) return '–';
  if (value < 10) return `x${value.toFixed(2)}`;
  return `x${value.toFixed(value < 100 ? 1 : 0)}`;
}
