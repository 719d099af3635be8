// The public names of @plainbox/codecs, one list per subject.

// a session and its bytes
export type {
  ChangesContext,
  Checkpoint,
  CheckpointContext,
  DeviceChanges,
  FoldContext,
  IoLogs,
  PeekSource,
  ReadContext,
  ResumeContext,
  ResumeFlag,
  SessionContext,
  SuspendContext,
} from './context.js';
export type { CodecOptions } from './create-codec.js';
export { CheckpointChain } from './deltas/checkpoint-chain.js';
// envelopes
export { defineEnvelope } from './envelopes/define-envelope.js';
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
  IncompatibleDataError,
  IncompatibleJobError,
  IncompatibleSessionError,
  SessionResumeError,
} from './errors.js';
// formats
export { defineFormat, type FormatDefinition } from './formats/define-format.js';
export { type Encoding, jsonEncoding } from './formats/encoding.js';
export { extendFormat, type FormatExtension } from './formats/extend-format.js';
export type { Loss } from './formats/loss.js';
export { formatV11, PLAINBOX_FORMATS } from './formats/plainbox-formats.js';
export type { SessionFormat, WrittenSession } from './formats/session-format.js';
export { WouldLoseDataError } from './formats/would-lose-data-error.js';
export { toPlainMaps } from './json/plain-values.js';
export { DEFAULT_LIMITS, type ReadLimits } from './limits.js';
export {
  createCodec,
  encryptedEnvelope,
  gzipEnvelope,
  plainboxRegistry,
  zstdEnvelope,
} from './node/codec.js';
export {
  SessionPeekHelper,
  SessionResumeHelper,
  SessionSuspendHelper,
} from './node/session-helpers.js';
export type { ByteSource } from './peek/byte-source.js';
export type { SessionCounts, SessionPeek } from './peek/session-peek.js';
export { CodecRegistry, type RegistryParts } from './registry.js';
export type {
  DeviceState,
  Devices,
  StoredDevice,
  StoredDevices,
} from './representation/devices.js';
export type { Extensions } from './representation/extensions.js';
export type { ChangedDefinition, JobDifferences } from './representation/job-differences.js';
export type {
  DeviceContents,
  InspectContext,
  SessionContents,
} from './representation/session-contents.js';
export type {
  FormatRules,
  JobRoster,
  JsonMap,
  SessionRepresentation,
} from './representation/session-representation.js';
// data of an application
export {
  defineResultKind,
  type ResultKind,
  type ResultKindDefinition,
} from './sections/result-kind.js';
export { defineSection, type Section, type SectionDefinition } from './sections/section.js';
export type { StandardIssue, StandardResult, StandardSchema } from './sections/standard-schema.js';
export type { VersionedData } from './sections/versioned-data.js';
export type { SessionCodec } from './session-codec.js';
