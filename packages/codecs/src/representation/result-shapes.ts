import { Shape } from '../json/shape.js';

/** The keys of a result whose output is in memory, in the order in which they are written. */
export const MEMORY_RESULT_SHAPE: Shape = new Shape([
  'comments',
  'execution_duration',
  'io_log',
  'outcome',
  'return_code',
]);

/** The keys of a result whose output is in a file, in the order in which they are written. */
export const DISK_RESULT_SHAPE: Shape = new Shape([
  'comments',
  'execution_duration',
  'io_log_filename',
  'outcome',
  'return_code',
]);
