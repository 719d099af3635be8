/**
 * The shortest text that reads back as the same float, as Python writes it: always with `.0` or an
 * exponent, exponent form below 1e-4 and from 1e16 on, and at least two digits of exponent.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';

  // Both languages choose the same shortest digits; only where the point goes differs.
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value === 0 || (exponent >= -4 && exponent < 16)) return pointForm(value);
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function pointForm(value: number): string {
  // Below 1e21 and above 1e-7 JavaScript writes no exponent, which covers the whole range asked for.
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
