import type { ExactJson } from '../exact-json/exact-json.js';
import { Float } from '../exact-json/float.js';
import { floatText } from '../exact-json/float-text.js';
import { pythonAscii, pythonRepr } from '../python-text/repr.js';
import { BraceFormatError } from './errors.js';

const SPEC =
  /^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<group>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/su;

/** No record needs wider fields; without a bound, `{x:>999999999}` would be a bomb. */
const MAX_WIDTH = 10_000;

type SpecPart = Partial<
  Record<'fill' | 'align' | 'sign' | 'alternate' | 'zero' | 'width', string>
> &
  Partial<Record<'group' | 'precision' | 'type', string>>;

/** One value in the form that `{name!conversion:spec}` asks for, by the rules of Python for text and integers. */
export function formatValue(
  value: ExactJson,
  conversion: string | undefined,
  spec: string,
  text: string,
): string {
  const converted = convert(value, conversion, text);
  if (spec === '') return typeof converted === 'string' ? converted : plainText(converted);
  const parts = SPEC.exec(spec)?.groups as SpecPart | undefined;
  if (parts === undefined || Number(parts.width ?? 0) > MAX_WIDTH) {
    throw new BraceFormatError(text, `':${spec}' is no format that can be followed`);
  }
  const formatted =
    typeof converted === 'string'
      ? formatText(converted, parts)
      : isInteger(converted)
        ? formatInteger(BigInt(converted), parts)
        : undefined;
  if (formatted === undefined) {
    throw new BraceFormatError(text, `':${spec}' does not suit the value ${plainText(converted)}`);
  }
  return formatted;
}

function convert(value: ExactJson, conversion: string | undefined, text: string): ExactJson {
  switch (conversion) {
    case undefined:
      return value;
    case 's':
      return plainText(value);
    case 'r':
      return typeof value === 'string' ? pythonRepr(value) : plainText(value);
    case 'a':
      return typeof value === 'string' ? pythonAscii(value) : plainText(value);
    default:
      throw new BraceFormatError(
        text,
        `there is no conversion '!${conversion}', only !r, !s and !a`,
      );
  }
}

/** The value as Python's `str` writes it. Template parameters are text and one integer; the rest is courtesy. */
function plainText(value: ExactJson): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Float) return value.toString();
  if (typeof value === 'number' && !Number.isInteger(value)) return floatText(value);
  return String(value);
}

function isInteger(value: ExactJson): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function formatText(value: string, spec: SpecPart): string | undefined {
  const { type = 's', sign, alternate, group, align } = spec;
  if (type !== 's' || sign !== undefined || alternate !== undefined || group !== undefined)
    return undefined;
  if (align === '=') return undefined;
  const characters = [...value];
  const kept = characters.slice(0, Number(spec.precision ?? characters.length));
  return pad('', kept.join(''), kept.length, { ...spec, align: align ?? '<' });
}

const INTEGER_BASES: Readonly<
  Record<string, readonly [base: number, prefix: string, group: number]>
> = {
  d: [10, '', 3],
  b: [2, '0b', 4],
  o: [8, '0o', 4],
  x: [16, '0x', 4],
  X: [16, '0X', 4],
};

function formatInteger(value: bigint, spec: SpecPart): string | undefined {
  const form = INTEGER_BASES[spec.type ?? 'd'];
  if (form === undefined || spec.precision !== undefined) return undefined;
  const [base, prefix, groupSize] = form;
  // Zero padding inside of groups is a form of its own that no job file uses.
  if (spec.group !== undefined && (spec.zero !== undefined || (base !== 10 && spec.group === ',')))
    return undefined;
  let digits = (value < 0n ? -value : value).toString(base);
  if (spec.type === 'X') digits = digits.toUpperCase();
  if (spec.group !== undefined) digits = grouped(digits, groupSize, spec.group);
  const sign = value < 0n ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
  const head = sign + (spec.alternate === undefined ? '' : prefix);
  const align = spec.align ?? (spec.zero === undefined ? '>' : '=');
  return pad(head, digits, head.length + digits.length, { ...spec, align });
}

function grouped(digits: string, size: number, separator: string): string {
  const first = digits.length % size || size;
  const groups = [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += size) groups.push(digits.slice(at, at + size));
  return groups.join(separator);
}

/** `length` counts characters, which `head` and `body` alone can't tell for astral ones. */
function pad(head: string, body: string, length: number, spec: SpecPart): string {
  const fill = spec.fill ?? (spec.zero === undefined ? ' ' : '0');
  const missing = Math.max(0, Number(spec.width ?? 0) - length);
  switch (spec.align) {
    case '=':
      return head + fill.repeat(missing) + body;
    case '>':
      return fill.repeat(missing) + head + body;
    case '^': {
      const before = Math.floor(missing / 2);
      return fill.repeat(before) + head + body + fill.repeat(missing - before);
    }
    default:
      return head + body + fill.repeat(missing);
  }
}
