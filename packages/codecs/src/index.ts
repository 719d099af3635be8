// The public names of @plainbox/codecs, one list per subject.

// codec
export type {
  ChangesContext,
  Checkpoint,
  IoLogs,
  ResumeContext,
  ResumeFlag,
  SessionContext,
  SuspendContext,
} from './context.js';
export type { CodecOptions } from './create-codec.js';
// envelopes
export type { EncryptionOptions } from './envelopes/encrypted.js';
export type { Envelope, EnvelopeContext } from './envelopes/envelope.js';
export type { GzipOptions } from './envelopes/gzip.js';
export type { Key, KeySource } from './envelopes/key-ring.js';
export type { ZstdOptions } from './envelopes/zstd.js';
// errors
export {
  BrokenReferenceToExternalFile,
  CodecError,
  type CodecErrorCode,
  CorruptedSessionError,
  type ExceededLimit,
  IncompatibleJobError,
  IncompatibleSessionError,
  SessionResumeError,
} from './errors.js';

// formats
export type { Encoding } from './formats/encoding.js';
export { jsonEncoding } from './formats/encoding.js';
export type { Loss } from './formats/loss.js';
export { formatV11, PLAINBOX_FORMATS } from './formats/plainbox-formats.js';
export type { SessionFormat, WrittenSession } from './formats/session-format.js';
export { WouldLoseDataError } from './formats/would-lose-data-error.js';
export { DEFAULT_LIMITS, type ReadLimits } from './limits.js';
export {
  createCodec,
  encryptedEnvelope,
  gzipEnvelope,
  plainboxRegistry,
  zstdEnvelope,
} from './node/codec.js';
export { CodecRegistry, type RegistryParts } from './registry.js';
export type {
  FormatRules,
  JobRoster,
  JsonMap,
  SessionRepresentation,
} from './representation/session-representation.js';
export type { FoldContext, SessionCodec } from './session-codec.js';
