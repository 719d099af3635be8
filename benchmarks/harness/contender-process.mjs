// The process of one contender: does what race.mjs asks for, one request after the other.
const MICROSECONDS = 1000;
/** Milliseconds: what takes longer doesn't depend on what the caches of a processor hold. */
const LONGEST_LEAD = 10;

let contender;
/** Microseconds. */
let lastSample = 0;

process.on('message', async (request) => {
  try {
    if (request.end) {
      await contender?.close?.();
      process.disconnect();
    } else if (request.prepare) {
      await contender?.close?.();
      const { prepare } = await import(request.prepare);
      contender = await prepare(request.parameters);
      globalThis.gc();
      process.send({ facts: contender.facts ?? {} });
    } else {
      process.send(await sample(request));
    }
  } catch (error) {
    process.send({ error: error.stack ?? String(error) });
  }
});

/** Runs until it has enough samples or no time is left; once at least. */
async function sample({ count, lead = 0, milliseconds }) {
  const started = performance.now();
  if (lead > 0 && contender.run && lastSample < LONGEST_LEAD * MICROSECONDS) {
    await timeRuns(lead, started + LONGEST_LEAD);
  }
  const samples = contender.measure
    ? [await contender.measure()].flat()
    : await timeRuns(count, started + milliseconds);
  return { samples, elapsed: performance.now() - started };
}

async function timeRuns(count, deadline) {
  const { before, run } = contender;
  const samples = [];
  do {
    const input = before?.();
    const started = performance.now();
    const running = run(input);
    if (running instanceof Promise) await running;
    const ended = performance.now();
    lastSample = (ended - started) * MICROSECONDS;
    samples.push(lastSample);
    if (ended > deadline) break;
  } while (samples.length < count);
  return samples;
}
