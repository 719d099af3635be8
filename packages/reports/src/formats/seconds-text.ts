/** `1.3 s`; nothing where the time isn't known. */
export function secondsText(seconds: number | null | undefined): string | undefined {
  return typeof seconds === 'number' ? `${seconds.toFixed(1)} s` : undefined;
}
