export type { AppendInput } from './append-input.js';
export type {
  AppendedRecord,
  Capabilities,
  ClaimOptions,
  DeclaredCapabilities,
  Fence,
  HeldLock,
  RecordKind,
  RemoveOptions,
  RepairReport,
  SessionId,
  StorageDriver,
  StorageFault,
  StorageInfo,
  StoredRecord,
  VerifyReport,
} from './driver.js';
export {
  isStorageError,
  LockedStorageError,
  LockLostError,
  type LockOwner,
  StorageError,
  type StorageErrorCode,
  type StorageErrorFacts,
} from './errors.js';
export { defaultRepositoryLocation } from './filesystem/default-location.js';
export { WellKnownDirsHelper } from './filesystem/well-known-dirs.js';
export type { FileSystemOptions } from './filesystem/writer-options.js';
export type { LogWriter } from './log-writer.js';
export { MemoryDriver } from './memory/driver.js';
export { readOnlyDriver } from './read-only/driver.js';
export type { Receipt } from './receipt.js';
export {
  fileSystemRepository,
  memoryRepository,
  sessionFolderRepository,
} from './repositories.js';
export {
  type CreateOptions,
  defineRepository,
  type OpenOptions,
  SessionStorageRepository,
} from './repository.js';
export type { PruneReport, RetentionPolicy } from './retention.js';
export { slugify } from './session-id.js';
export { type CheckpointInfo, SessionStorage } from './storage.js';
export type { StoredCheckpoint } from './stored-checkpoint.js';
