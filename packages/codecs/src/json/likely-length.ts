let last = 0;

/** Takes in how long a whole session is as text: it is read once, and then written again and again. */
export function noteLength(bytes: number): void {
  last = bytes;
}

/** How long the next text of the same session is likely to be; 0 if there was none. */
export function likelyLength(): number {
  return last;
}
