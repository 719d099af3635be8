// The public names of @plainbox/state, one list per subject.

export { issueText, type UnitIssue, type UnitIssueCode } from './checks/issue.js';
export { type FieldType, type KnownField, knownFields, UNIT_KINDS } from './checks/known-fields.js';
export { nearestName } from './checks/nearest-name.js';
export { checkRelations, type Relations } from './checks/relations/check-relations.js';
export type { RelationIssue } from './checks/relations/relation-issue.js';
// what is wrong with a definition
export { checkUnit } from './checks/units/check-unit.js';
// device context
export {
  type DeviceContextEvents,
  type Provider,
  SessionDeviceContext,
} from './device-context/session-device-context.js';
// errors
export { StateError, type StateErrorCode } from './errors.js';
// events
export {
  Emitter,
  type EventArguments,
  type Listener,
  type ListenOptions,
  type Unsubscribe,
} from './events/emitter.js';
// exact JSON
export { compareCodePoints } from './exact-json/code-points.js';
export type { ExactJson } from './exact-json/exact-json.js';
export { Float } from './exact-json/float.js';
export { floatText } from './exact-json/float-text.js';
export type { JobId } from './job-id.js';
// questions about a session
export {
  attachmentGlobalOutcome,
  type CombinedOutcome,
  categoryMap,
  categoryMapLite,
  categoryOutcomeMap,
  resourceGlobalOutcome,
} from './queries/categories.js';
export { type EstimatedDuration, estimatedDuration } from './queries/estimated-duration.js';
export {
  certificationStatusMap,
  type OutcomeStatistics,
  outcomeStatistics,
  testOutcomeStatistics,
} from './queries/outcome-statistics.js';
// readiness
export {
  type InhibitorCause,
  type InhibitorFields,
  ReadinessInhibitor,
} from './readiness/inhibitor.js';
export {
  type BlockedJob,
  type BlockedOutcome,
  outcomeOfBlockedJob,
} from './readiness/outcome-of-blocked-job.js';
// resources and what jobs require of them
export { type ExpressionFault, ResourceProgramError } from './resources/expressions/errors.js';
export { type ProgramVerdict, ResourceProgram } from './resources/expressions/program.js';
export {
  type ExpressionJudge,
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
export { decodeBase64, decodeWholeGroups, encodeBase64 } from './results/base64.js';
// results
export { imageType } from './results/image-type.js';
export {
  formatIoLogRecord,
  type IoLogReader,
  type IoLogRecord,
  IoLogRecordError,
  parseIoLogRecord,
  type StreamName,
} from './results/io-log.js';
export { flatText, textAttachment } from './results/io-log-text.js';
export {
  DiskJobResult,
  type DiskJobResultFields,
  type JobResult,
  type JobResultFields,
  MemoryJobResult,
  type MemoryJobResultFields,
  type SkipReason,
} from './results/job-result.js';
export { JobResultBuilder } from './results/job-result-builder.js';
export { isOutcome, OUTCOMES, type Outcome, type OutcomeInfo } from './results/outcome.js';
export { EscapeRemover, withoutTerminalCodes } from './results/terminal-text.js';
// run list
export {
  BadRequirementError,
  DependencyCycleError,
  DependencyDuplicateError,
  DependencyMissingError,
  type DependencyType,
  DependencyUnknownError,
  type JobGroup,
  RunListProblem,
} from './run-list/problems.js';
// session
export type { ChangeTracker, JobListChange, SessionChange } from './session/changes.js';
export { JobOnRunListError } from './session/errors.js';
export { GeneratedUnitError } from './session/generated-units.js';
export type { JobOverrides } from './session/job-overrides.js';
export type { JobState, JobStateEvents } from './session/job-state.js';
export { ResourceOutputError } from './session/resource-output.js';
export type { SessionEvents } from './session/session-events.js';
export {
  SESSION_FLAGS,
  type SessionFeatures,
  SessionMetadata,
  type SessionMetadataFields,
  type SessionMetadataPatch,
} from './session/session-metadata.js';
export { SessionState, type SessionStateOptions } from './session/session-state.js';
export type {
  CollectedOutput,
  FailedCollection,
  SystemInformation,
} from './session/system-information.js';
// units
export { SUSPEND_FLAGS, type SuspendFlag } from './siblings/suspend-siblings.js';
// templates
export { BraceFormatError, MissingParameterError } from './templates/errors.js';
export {
  type GeneratedUnitProblem,
  type GeneratedUnits,
  type GenerateUnitsOptions,
  generateFakeUnit,
  generateUnits,
} from './templates/generate-units.js';
// test plans
export { IdPattern } from './test-plans/id-pattern.js';
export {
  CompositeQualifier,
  designates,
  FieldQualifier,
  IdPatternQualifier,
  IdQualifier,
  type Qualifier,
  VOTE,
  type Vote,
} from './test-plans/qualifier.js';
export { selectUnits } from './test-plans/select-units.js';
export type { PatternOverrides, TestPlan } from './test-plans/test-plan.js';
export { testPlanFromUnit } from './test-plans/test-plan-unit.js';
export { type DefineJobOptions, defineJob, JobFieldsError } from './units/define-job.js';
export { FieldError, ImportsError, UnsupportedFeatureError } from './units/errors.js';
export type { FieldInput, FieldsInput } from './units/field-values.js';
export {
  FunctionJob,
  type FunctionJobOptions,
  type JobFunction,
  type JobFunctionContext,
  type JobFunctionResult,
  type JobVerdict,
} from './units/function-job.js';
export { InvalidJob, type InvalidJobOptions } from './units/invalid-job.js';
export { type FieldOverrides, JobDefinition, type Plugin } from './units/job-definition.js';
export type { FunctionJobFields, JobFields } from './units/job-fields.js';
export { type ManifestRequirement, SetupJob } from './units/setup-job.js';
export { TemplateUnit } from './units/template-unit.js';
export { type Origin, Unit, type UnitOptions, type UnitProvider } from './units/unit.js';
export { unitFromRecord } from './units/unit-from-record.js';
