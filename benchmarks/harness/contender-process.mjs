// The process of one contender: does what race.mjs asks for, one request after the other.
const MICROSECONDS = 1000;

let contender;

process.on('message', async (request) => {
  try {
    if (request.end) {
      await contender?.close?.();
      process.disconnect();
    } else if (request.prepare) {
      const { prepare } = await import(request.prepare);
      contender = await prepare(request.parameters);
      process.send({ facts: contender.facts ?? {} });
    } else {
      process.send({ samples: await sample(request) });
    }
  } catch (error) {
    process.send({ error: error.stack ?? String(error) });
  }
});

/** Runs until it has enough samples or no time is left; once at least. */
async function sample({ count, milliseconds }) {
  if (contender.measure) return Float64Array.of(await contender.measure());
  const { before, run } = contender;
  const samples = new Float64Array(count);
  const deadline = performance.now() + milliseconds;
  globalThis.gc();
  let done = 0;
  do {
    const input = before?.();
    const started = performance.now();
    const running = run(input);
    if (running instanceof Promise) await running;
    const ended = performance.now();
    samples[done++] = (ended - started) * MICROSECONDS;
    if (ended > deadline) break;
  } while (done < count);
  return samples.subarray(0, done);
}
