import { createFileSystemDriver } from './filesystem/driver.js';
import type { FileSystemOptions } from './filesystem/writer-options.js';
import { MemoryDriver } from './memory/driver.js';
import { defineRepository, type SessionStorageRepository } from './repository.js';

/** Sessions as folders below `location`, by default the user's own place. */
export function fileSystemRepository(
  location?: string,
  options?: FileSystemOptions,
): SessionStorageRepository {
  return defineRepository(createFileSystemDriver(location, options));
}

/** Sessions that live as long as the process. */
export function memoryRepository(): SessionStorageRepository {
  return defineRepository(new MemoryDriver());
}
