// The public names of @plainbox/units, one list per subject.

// jobs written in TypeScript
export {
  type DefineJobOptions,
  defineJob,
  type FunctionJobFields,
  type JobFields,
  JobFieldsError,
} from '@plainbox/state';
// reading files
export { type CheckedUnits, checkUnits } from './check-units.js';
// problems and errors
export { NamespaceError, UnitsError, type UnitsErrorCode } from './errors.js';
export type { UnitFileLimits } from './limits.js';
export { type LoadedUnits, type LoadUnitsOptions, loadUnits } from './load-units.js';
export type { UnitProblem, UnitProblemCode } from './problem.js';
export type { UnitSummary } from './unit-summary.js';
