// The public names of @plainbox/units, one list per subject.

// problems and errors
export { JobFieldsError, NamespaceError, UnitsError, type UnitsErrorCode } from './errors.js';
export type { UnitFileLimits } from './limits.js';
// reading files
export { type LoadedUnits, type LoadUnitsOptions, loadUnits } from './load-units.js';
export type { UnitProblem, UnitProblemCode } from './problem.js';
