// The public names of @plainbox/session: the manager, and what is needed to use it. No logic of its own.

// formats
export { createCodec, type SessionCodec } from '@plainbox/codecs';
// sessions
export {
  type CheckpointReceipt,
  type CreateSessionOptions,
  type LoadSessionOptions,
  type ManagerEvents,
  type OpenSessionOptions,
  SessionManager,
  type SessionManagerOptions,
} from '@plainbox/manager';
// jobs and results
export {
  DiskJobResult,
  JobDefinition,
  type JobResult,
  JobResultBuilder,
  type JobState,
  MemoryJobResult,
  type Outcome,
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
