import { htmlFormat } from './html-format.js';
import { jsonFormat } from './json-format.js';
import { junitFormat } from './junit-format.js';
import type { ReportFormat } from './report-format.js';
import { tarFormat } from './tar-format.js';
import { textFormat } from './text-format.js';

/** Every format by its id. */
export const REPORT_FORMATS: ReadonlyMap<string, ReportFormat> = new Map(
  [textFormat, jsonFormat, junitFormat, htmlFormat, tarFormat].map((format) => [format.id, format]),
);
