const STEPS = [
  { seconds: 60, name: 'minute' },
  { seconds: 3600, name: 'hour' },
  { seconds: 86_400, name: 'day' },
  { seconds: 604_800, name: 'week' },
  { seconds: 2_629_800, name: 'month' },
  { seconds: 31_557_600, name: 'year' },
] as const;

/** How long ago a moment was, in the largest unit that fits: `just now`, `3 minutes ago`, `1 day ago`. */
export function formatRelativeTime(moment: Date, now: Date = new Date()): string {
  const age = (now.getTime() - moment.getTime()) / 1000;
  if (Number.isNaN(age)) return 'unknown';
  // A clock that was set back, or a file from another machine: say the time itself.
  if (age < -60) return moment.toISOString();
  const step = STEPS.findLast(({ seconds }) => age >= seconds);
  if (step === undefined) return 'just now';
  const count = Math.floor(age / step.seconds);
  return `${count} ${step.name}${count === 1 ? '' : 's'} ago`;
}
