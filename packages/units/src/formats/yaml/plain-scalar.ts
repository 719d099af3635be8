import type { ExactJson } from '@plainbox/state';
import { exactFloat, exactInteger } from '../exact-number.js';

const NULL = /^(?:~|null|Null|NULL)?$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^([-+]?)(?:0b([01_]+)|0x([\da-fA-F_]+)|0([0-7_]+)|(0|[1-9][\d_]*))$/;
const FLOAT = /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?)$/;
/** Numbers to the base of sixty: `1:30` is ninety. */
const SEXAGESIMAL = /^[-+]?(?:[1-9][\d_]*(?::[0-5]?\d)+|\d[\d_]*(?::[0-5]?\d)+\.[\d_]*)$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;

/**
 * What text without quotes stands for, by the rules of YAML 1.1 as plainbox's reader (PyYAML) has them, since a
 * checksum depends on it: `no` is false, `010` is eight, `1e3` is text, `1:30` is ninety. Dates stay text: plainbox
 * can't use what its reader makes of them.
 */
export function plainScalar(source: string): ExactJson {
  if (NULL.test(source)) return null;
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  return numberOf(source) ?? source;
}

function numberOf(source: string): ExactJson | undefined {
  // Most values are words, which need no further look.
  if (!/^[-+.\d]/.test(source)) return undefined;
  const digits = source.replaceAll('_', '');
  const integer = INTEGER.exec(source);
  if (integer !== null) return integerOf(integer);
  if (FLOAT.test(source)) return exactFloat(Number(digits));
  if (SEXAGESIMAL.test(source)) return sexagesimal(digits);
  if (INFINITY.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(source) ? Number.NaN : undefined;
}

/** A prefix with nothing but underscores behind it is no number, and PyYAML refuses it; here it stays text. */
function integerOf(match: RegExpExecArray): ExactJson | undefined {
  const [, sign, binary, hexadecimal, octal, decimal] = match.map((part) =>
    part?.replaceAll('_', ''),
  );
  const digits = binary ?? hexadecimal ?? octal ?? decimal;
  if (!digits) return undefined;
  const prefix = binary ? '0b' : hexadecimal ? '0x' : octal ? '0o' : '';
  const magnitude = BigInt(`${prefix}${digits}`);
  return exactInteger(sign === '-' ? -magnitude : magnitude);
}

function sexagesimal(digits: string): ExactJson {
  const sign = digits.startsWith('-') ? -1 : 1;
  const places = digits.replace(/^[-+]/, '').split(':');
  if (!digits.includes('.')) {
    const value = places.reduce((sum, place) => sum * 60n + BigInt(place), 0n);
    return exactInteger(BigInt(sign) * value);
  }
  return exactFloat(sign * places.reduce((sum, place) => sum * 60 + Number(place), 0));
}
