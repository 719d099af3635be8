import type { ExactJson } from '@plainbox/state';
import { JsonRecord } from '../json/json-record.js';
import { isJsonList, isJsonMap } from './json-map.js';
import { MEMORY_RESULT_SHAPE } from './result-shapes.js';

const DATA_KEYS = ['comments', 'execution_duration', 'outcome', 'return_code'] as const;

/** A job that has not run, as formats 1 to 3 write it. */
export const HOLLOW_RESULT_JSON: ExactJson = new JsonRecord(MEMORY_RESULT_SHAPE, [
  null,
  null,
  [],
  null,
  null,
]);

/** Whether this is a well-formed result that says nothing. */
export function isHollowResult(value: ExactJson | undefined): boolean {
  if (!isJsonMap(value) || value.size !== DATA_KEYS.length + 1) return false;
  const log = value.get('io_log');
  return isJsonList(log) && log.length === 0 && DATA_KEYS.every((key) => value.get(key) === null);
}
