/**
 * Orders text by code point, as plainbox does. JavaScript's own order is by UTF-16 unit, which puts
 * astral characters (surrogates, 0xD800…) before U+E000 to U+FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rankAt(a, i) - rankAt(b, i);
  }
  return a.length - b.length;
}

/** Ranks halves of astral characters above all others; a lone surrogate is a code point of its own. */
function rankAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  const isHalf = isHigh(unit)
    ? isLow(text.charCodeAt(index + 1))
    : isLow(unit) && isHigh(text.charCodeAt(index - 1));
  return isHalf ? unit + 0x10000 : unit;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
