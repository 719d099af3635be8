/**
 * One operation on the file system that can be done now or handed to the thread pool.
 * Every protocol of several steps (a *plan*) is written once, and done either way: by `run`
 * beside the event loop, by `runSync` on exit paths.
 */
export interface Step<T> {
  sync(): T;
  async(done: (error: Error | null | undefined, value: T) => void): void;
}

/** A sequence of steps that ends in a value. */
// biome-ignore lint/suspicious/noExplicitAny: a generator can't tell each step's own type; `perform` does.
export type Plan<T> = Generator<Step<any>, T, any>;

/** Does one step of a plan; the only way to give a step its type inside of a generator. */
export function* perform<T>(step: Step<T>): Generator<Step<T>, T, T> {
  return yield step;
}

/** Does a plan without leaving the thread. */
export function runSync<T>(plan: Plan<T>): T {
  let next = plan.next();
  while (!next.done) {
    let value: unknown;
    try {
      value = next.value.sync();
    } catch (error) {
      next = plan.throw(error);
      continue;
    }
    next = plan.next(value);
  }
  return next.value;
}

/** Does a plan beside the event loop, its steps one after the other. */
export function run<T>(plan: Plan<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const go = (resume: () => IteratorResult<Step<unknown>, T>): void => {
      try {
        const next = resume();
        if (next.done) resolve(next.value);
        else {
          next.value.async((error, value) =>
            go(() => (error ? plan.throw(error) : plan.next(value))),
          );
        }
      } catch (error) {
        reject(error);
      }
    };
    go(() => plan.next());
  });
}
