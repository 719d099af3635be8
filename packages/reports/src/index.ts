// The public names of @plainbox/reports.

export { htmlFormat } from './formats/html-format.js';
export { JSON_REPORT_SCHEMA, jsonFormat } from './formats/json-format.js';
export { junitFormat } from './formats/junit-format.js';
export type { ReportFormat } from './formats/report-format.js';
export { REPORT_FORMATS } from './formats/report-formats.js';
export { tarFormat } from './formats/tar-format.js';
export { textFormat } from './formats/text-format.js';
export {
  createRedactor,
  NO_REDACTION,
  REDACTED,
  type RedactionRules,
  type Redactor,
} from './redaction/redactor.js';
export { isSecretName, secretsOf } from './redaction/secret-names.js';
export { SECRET_PATTERNS } from './redaction/secret-patterns.js';
export type { JobOutput } from './report/job-output.js';
export { type FurtherDevice, type ReportOptions, reportSession } from './report/report-session.js';
export type {
  AttemptReport,
  DeviceReport,
  JobReport,
  SessionReport,
} from './report/session-report.js';
