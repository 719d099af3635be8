import { type ExactJson, isExactList } from '../exact-json/exact-json.js';
import { FieldError } from './errors.js';

/**
 * A value that can only be text or a list of texts, as YAML and JSON may hold anything. Whatever else it is has a meaning
 * that nobody knows, and must not be taken for nothing.
 *
 * @throws FieldError for anything else.
 */
export function textOrList(field: string, value: ExactJson): string | readonly string[] {
  if (typeof value === 'string') return value;
  if (isExactList(value) && value.every((item) => typeof item === 'string')) return value;
  throw new FieldError(field, 'is neither text nor a list of texts');
}
