/** Whether `work` was done before `seconds` had passed, or `cut` ended the wait. */
export async function settledWithin(
  work: Promise<unknown>,
  seconds: number,
  cut?: AbortSignal,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp: (() => void) | undefined;
  const late = new Promise<boolean>((resolve) => {
    giveUp = () => resolve(false);
    timer = setTimeout(giveUp, cut?.aborted ? 0 : seconds * 1000);
    cut?.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    if (giveUp) cut?.removeEventListener('abort', giveUp);
  }
}
