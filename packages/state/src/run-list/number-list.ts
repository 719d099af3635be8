/**
 * Numbers one after the other, in room that is there from the start and stays. An array that grows leaves twice its size
 * behind as garbage, and one that is emptied and filled again does so each time.
 */
export class NumberList {
  readonly #room: number[];
  #length = 0;

  /** @param room for how many numbers there is to be room; there may be more. */
  constructor(room: number) {
    this.#room = new Array(room);
  }

  get length(): number {
    return this.#length;
  }

  at(place: number): number {
    return this.#room[place] as number;
  }

  add(number: number): void {
    this.#room[this.#length] = number;
    this.#length++;
  }

  removeLast(): void {
    this.#length--;
  }

  /** Takes out all numbers from a place on. */
  takeFrom(place: number): number[] {
    const taken = this.#room.slice(place, this.#length);
    this.#length = place;
    return taken;
  }

  /** Where a number stands that is there. */
  placeOf(number: number): number {
    return this.#room.indexOf(number);
  }
}
