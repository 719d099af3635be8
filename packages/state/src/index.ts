// The public names of @plainbox/state, one list per subject.

// errors
export { StateError, type StateErrorCode } from './errors.js';
