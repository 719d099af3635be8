// The public names of @plainbox/state, one list per subject.

// errors
export { StateError, type StateErrorCode } from './errors.js';

// exact JSON
export { compareCodePoints } from './exact-json/code-points.js';
export type { ExactJson } from './exact-json/exact-json.js';
export { Float } from './exact-json/float.js';
export { floatText } from './exact-json/float-text.js';
export { parseExactJson } from './exact-json/parse.js';
// resources and what jobs require of them
export { type ExpressionFault, ResourceProgramError } from './resources/expressions/errors.js';
export { type ProgramVerdict, ResourceProgram } from './resources/expressions/program.js';
export {
  type ExpressionScope,
  ResourceExpression,
  type ResourceMap,
} from './resources/expressions/resource-expression.js';
// record text
export { type RecordFault, RFC822SyntaxError } from './resources/records/errors.js';
export { formatRecord, type RecordValue } from './resources/records/format-record.js';
export {
  type ParsedRecords,
  type ParseRecordsOptions,
  parseRecords,
  type TextRecord,
} from './resources/records/parse-records.js';
export { Resource } from './resources/resource.js';
// templates
export { BraceFormatError, MissingParameterError } from './templates/errors.js';
// units
export { FieldError, ImportsError, UnsupportedFeatureError } from './units/errors.js';
export type { FieldInput, FieldsInput } from './units/field-values.js';
export { InvalidJob, type InvalidJobOptions } from './units/invalid-job.js';
export { type FieldOverrides, JobDefinition, type Plugin } from './units/job-definition.js';
export { type ManifestRequirement, SetupJob } from './units/setup-job.js';
export { TemplateUnit } from './units/template-unit.js';
export { type Origin, Unit, type UnitOptions, type UnitProvider } from './units/unit.js';
export { unitFromRecord } from './units/unit-from-record.js';
