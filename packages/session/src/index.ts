// The public names of @plainbox/session: the manager, and what is needed to use it. No logic of its own.

// formats
export { createCodec, type SessionCodec } from '@plainbox/codecs';
// sessions
export {
  type ChangedJob,
  type ChangedJobJudge,
  type ChangedJobPolicy,
  type CheckpointReceipt,
  type CreateSessionOptions,
  type GoneJobPolicy,
  type JobChanges,
  type JudgedJob,
  type LoadSessionOptions,
  ManagerError,
  type ManagerEvents,
  type ManagerListeners,
  type OpenSessionOptions,
  type SessionDevice,
  SessionManager,
  type SessionManagerOptions,
} from '@plainbox/manager';
// jobs and results
export {
  type DefineJobOptions,
  DiskJobResult,
  defineJob,
  type FunctionJob,
  type FunctionJobFields,
  JobDefinition,
  type JobFields,
  JobFieldsError,
  type JobResult,
  JobResultBuilder,
  type JobState,
  MemoryJobResult,
  type Outcome,
  SessionDeviceContext,
  SessionState,
  TemplateUnit,
  Unit,
} from '@plainbox/state';
// places
export {
  defaultRepositoryLocation,
  memoryRepository,
  SessionStorage,
  SessionStorageRepository,
} from '@plainbox/storage';
