/** Does pieces of work one after the other, in the order in which they were handed in. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();

  do<Done>(work: () => Promise<Done>): Promise<Done> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {}); // Whoever has handed it in is told.
    return done;
  }
}
