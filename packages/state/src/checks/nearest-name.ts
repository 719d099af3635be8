/** The name that one most likely meant who wrote this one; undefined if none is near. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  // A third of the letters may be wrong: more is another word. So are all other words of one or two letters.
  let limit = Math.floor(written.length / 3) + 1;
  const folded = fold(written);
  for (const name of names) {
    const distance = editDistance(folded, fold(name), limit);
    if (distance >= limit) continue;
    nearest = name;
    limit = distance;
  }
  return nearest;
}

/** Case and the choice of `-`, `_` or space are the commonest mistakes, so that they don't count. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[-_ ]+/g, '-');
}

/** How many letters must be put in, left out, changed or swapped with their neighbour; `limit` if that many or more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + change);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(at(last, b.length), limit);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
