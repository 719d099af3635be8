// The public names of @plainbox/manager.

export { type ConvertedSession, convertSession } from './convert-session.js';
export type { SessionDevice } from './device-contexts/session-device.js';
export {
  applyDraft,
  draftOf,
  faultsOfDraft,
  type SessionDraft,
} from './editing/session-draft.js';
export { DraftError, IoLogError, ManagerError, type ManagerErrorCode } from './errors.js';
export type { ManagerEvents } from './events.js';
export type {
  ConfiguredExporter,
  ExporterBuilder,
  ExporterSupport,
} from './exporters/exporter-support.js';
export {
  type InspectedDevice,
  type InspectedSession,
  type InspectOptions,
  inspectSession,
} from './inspect-session.js';
export type {
  ChangedJob,
  ChangedJobJudge,
  ChangedJobPolicy,
  GoneJobPolicy,
  JobChanges,
  JudgedJob,
} from './job-changes/job-changes.js';
export type {
  CreateSessionOptions,
  LoadSessionOptions,
  ManagerListeners,
  OpenSessionOptions,
  SessionManagerOptions,
} from './options.js';
export type { CheckpointReceipt } from './receipt.js';
export type { Reruns } from './reruns.js';
export { defaultCodec, type JsonValue, SessionData, sessionDataSection } from './session-data.js';
export { SessionManager } from './session-manager.js';
export { getThrowawayManager } from './throwaway-manager.js';
